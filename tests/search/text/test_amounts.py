"""Amounts and dates in numerals, and those that share their unit with another one."""

from __future__ import annotations

import pytest

from search.text.amounts import amount_note, noted, other_magnitudes, spelled_amount
from search.text.normalise import fold


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("账期三个月，十三个月", ["+3个月", "+13个月"]),
        ("六十天、两年、一百二十天", ["+60天", "+2年", "+120天"]),
        ("几十天，数百万元", []),
        ("一百万美元，一亿五千万美元", ["+1000000美元", "+150000000美元"]),
        ("二十公吨，两美金", ["+20吨", "+2美元"]),
        ("百分之五，百分之5.5", ["+5％", "+5\x025％"]),
        ("第十二条", ["+第12条", "+12条"]),
        ("第12条，60天，1,900万美元", []),
        ("60-90天", ["+60天"]),
        ("30或60天", ["+30天"]),
        ("30、60、90天", ["+30天", "+60天"]),
        ("10～15％", ["+10％"]),
        ("3000-5000万美元", ["+30000000美元"]),
        ("5万至10万美元", ["+50000美元"]),
        ("1,500—2,000吨", ["+1500吨"]),
        ("2019-2021年", ["+2019年"]),
        ("三至六个月", ["+6个月", "+3个月"]),
        ("5天至2个月", []),
        ("2026-11-20", []),
        ("85414300/85414900", []),
        ("1" + "亿" * 200_000 + "吨", []),
        ("1" * 20_000 + "-5天，" + "一" * 20_000 + "天", []),
        ("一次性，一家企业，一人次，三月份", []),
    ],
)
def test_what_is_noted_of_a_text(text: str, notes: list[str]) -> None:
    assert [one.note for one in noted(fold(text))] == notes


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("11月20-25日", {"+11月20日", "+11月25日"}),
        ("2026年11月20日至12月5日", {"+2026年11月20日", "+11月20日", "+2026年12月5日", "+12月5日", "+2026年12月"}),
        ("2019年10月至12月", {"+2019年10月", "+2019年12月"}),
        ("2019年10-12月", {"+2019年10月", "+2019年12月"}),
        ("2019年10月至13月", {"+2019年10月"}),
    ],
)
def test_both_ends_of_a_span_of_time(text: str, notes: set[str]) -> None:
    found = {one.note for one in noted(fold(text))}
    assert notes <= found
    assert not any("13月" in note for note in found)


def test_a_note_knows_its_characters() -> None:
    text = "账期60-90天，三个月"
    assert {text[one.start : one.end]: one.note for one in noted(fold(text))} == {"60": "+60天", "三个月": "+3个月"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("三个月内", ("3个月", 3)),
        ("百分之五", ("5％", 4)),
        ("第十二条", ("第12条", 4)),
        ("第12条", ("第12条", 4)),
        ("第三季度", ("3季度", 4)),
        ("三家", None),
        ("月", None),
    ],
)
def test_an_amount_in_numerals_from_a_character_on(text: str, said: tuple[str, int] | None) -> None:
    assert spelled_amount(text, 0) == said


def test_an_amount_and_what_a_text_has_of_it_have_one_note() -> None:
    assert amount_note("1200万美元") == amount_note("12000000美元") == "+12000000美元"
    assert [amount_note(one) for one in ("60天", "第12条", "第3季度", "2026年11月")] == [
        "+60天",
        "+第12条",
        "+3季度",
        "+2026年11月",
    ]


def test_magnitudes_that_say_the_same() -> None:
    assert other_magnitudes("3千万元") == ["30000000元", "3000万元", "3千万元"]
    assert other_magnitudes("1\x022亿美元") == ["120000000美元", "12000万美元", "1\x022亿美元"]
    assert [other_magnitudes(one) for one in ("60天", "第20000条", "关税")] == [[], [], []]
