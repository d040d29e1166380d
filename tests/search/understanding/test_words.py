"""Cuts what was typed into words: names whole, numbers, codes and dates in one piece."""

from __future__ import annotations

from datetime import date

import pytest

from search.text.analysis import Analyser
from search.understanding.words import Token, cut_query, neighbours_of, stands_alone
from tests.search.corpora import vocabulary

ANALYSER = Analyser(vocabulary())


def cut(text: str) -> list[Token]:
    return cut_query(text, ANALYSER.names, ANALYSER.segmenter)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("刚果（金）", ["刚果\x01金"]),
        ("越南关税", ["越南", "关税"]),
        ("nord-stream ag", ["nord\x01stream", "ag"]),
        ("", []),
        ("！？", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [one.text for one in cut(text)] == words


def test_runs_without_spaces_are_numbered() -> None:
    assert [one.group for one in cut("越南关税 汇率")] == [0, 0, 1]


def test_a_date_is_in_figures_and_has_its_days() -> None:
    (month,) = cut("2026年11月")
    assert month.figures
    assert month.days
    assert (month.days.first, month.days.last) == (date(2026, 11, 1), date(2026, 11, 30))
    (day,) = cut("2026-11-20")
    assert day.days
    assert day.days.first == day.days.last == date(2026, 11, 20)


def test_a_number_with_what_it_counts_is_a_term_under_every_unit() -> None:
    (amount,) = cut("5公斤")
    assert amount.fixed
    assert {"5公斤", "5千克"} <= set(amount.texts)


def test_a_code_is_noted_as_one() -> None:
    (code,) = cut("8517.62")
    assert "#851762" in code.marks
    assert code.fixed


def test_joined_letters_are_found_without_their_signs() -> None:
    (word,) = cut("L/C")
    assert "~lc" in word.marks


def test_a_single_character_stands_beside_its_neighbours() -> None:
    tokens = cut("锰矿价")
    single = next(at for at, one in enumerate(tokens) if len(one.text) == 1)
    assert neighbours_of(tokens, single, {}) == ("锰矿价",)
    (alone,) = cut("钢")
    assert neighbours_of([alone], 0, {}) == ()
    assert stands_alone("钢", alone)
