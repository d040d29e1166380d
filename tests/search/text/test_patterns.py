"""Patterns find every spelling of a canonical text, and nothing over its ends."""

from __future__ import annotations

import re

import pytest

from search.text.canonical import canonical
from search.text.normalise import fold
from search.text.patterns import BLOCK_END, code_expression, expression, guarded, joined_expression


def finds(asked: str, text: str, *, prefix: bool = False) -> bool:
    return re.search(expression(canonical(fold(asked)), prefix=prefix), fold(text)) is not None


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("2026-11-20", "2026年11月20日起"),
        ("2026年11月20日", "自 Nov. 20, 2026 起"),
        ("2026年11月20日", "二〇二六年十一月二十日"),
        ("2026年11月20日", "20261120"),
        ("2026年11月", "2026-11"),
        ("11月20日", "十一月二十号"),
        ("1900万元", "1,900 万元"),
        ("5美元", "$5"),
        ("5美元", "5 USD"),
        ("3.5%", "3.5 ％"),
        ("covid19", "COVID-19"),
        ("信用证付款", "信用证付款"),
        ("a b", "a—b"),
    ],
)
def test_every_spelling_is_found(asked: str, text: str) -> None:
    assert finds(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("20", "2026"),
        ("20", "120"),
        ("20", "20.5"),
        ("20", "20,000"),
        ("art", "party"),
        ("art", "arts"),
        ("2026年11月2日", "2026-11-20"),
        ("甲乙", "甲，乙"),
        ("甲 乙", f"甲{BLOCK_END}乙"),
    ],
)
def test_nothing_over_its_ends_is_found(asked: str, text: str) -> None:
    assert not finds(asked, text)


def test_a_beginning_may_go_on() -> None:
    assert finds("art", "arts", prefix=True)
    assert not finds("art", "party", prefix=True)


def test_codes_and_joined_words() -> None:
    code = re.compile(code_expression("8517"))
    assert [bool(code.search(one)) for one in ("8517.62", "85.17", "18517", "8517,50")] == [True, True, False, False]
    joined = re.compile(joined_expression("lc"))
    assert [bool(joined.search(one)) for one in ("l/c", "lc", "l / c", "lcd", "alc")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_guard_changes_nothing_of_what_is_found() -> None:
    for text in ("2026年11月20日", "甲", "lc"):
        pattern = guarded(expression(text), [text])
        for shown in ("二〇二六年十一月二十日", "nov 20, 2026", "2026-11-20", "甲", "lc", "乙"):
            assert bool(re.search(pattern, shown)) == bool(re.search(expression(text), shown)), (text, shown)
