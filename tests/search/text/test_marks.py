"""Customs codes, words joined by signs, and the usual forms of words."""

from __future__ import annotations

import pytest

from search.text.marks import codes, forms, forms_of, joined_words, marks_of, named_code, spaced_letters


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8517.62（电话机）", ["851762"]),
        ("税号85176210", ["85176210", "85176210"]),
        ("hs 8541", ["8541"]),
        ("税则号8517.62.00", ["85176200", "85176200"]),
        ("851762", ["851762"]),
        ("8517 62 10", ["85176210"]),
        ("851762吨", []),
        ("851762万元", []),
        ("85.17%", []),
        ("电话 029-951980", []),
        ("2026", []),
    ],
)
def test_what_is_a_code_and_what_is_counted(text: str, found: list[str]) -> None:
    assert list(codes(text)) == found


def test_a_code_is_noted_under_each_shorter_one() -> None:
    assert list(marks_of("8517.62")) == ["#85", "#851", "#8517", "#85176", "#851762"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("l/c 付款", ["lc"]), ("wi-fi", ["wifi"]), ("d / a", ["da"]), ("at&t", ["att"]), ("a1-b", []), ("甲-乙", [])],
)
def test_letters_without_their_joiners(text: str, found: list[str]) -> None:
    assert list(joined_words(text)) == found
    assert [one for one in marks_of(text) if one.startswith("~")] == [f"~{one}" for one in found]


def test_a_joined_word_has_an_end() -> None:
    assert list(joined_words("a-" * 30 + "a")) == []


def test_a_code_that_is_called_one_from_a_character_on() -> None:
    assert named_code("买hs8541.43等", 1) == ("854143", 10)
    assert named_code("8541.43", 0) is None
    assert [spaced_letters("d / a", 0), spaced_letters("d/a", 0), spaced_letters("ad / a", 1)] == [5, 0, 1]


def test_forms_lead_to_the_usual_one_and_back() -> None:
    assert forms()["计画"] == "计划"
    assert "计画" in forms_of("计划")
    assert not set(forms()) & set(forms().values())
