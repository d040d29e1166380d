"""One spelling of numbers, dates and amounts, and of the spaces around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.canonical import Date, canonical, canonical_lines, currencies, date_at, same_amounts, same_units, units
from search.text.normalise import BOUNDARY, SEPARATOR, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026年11月2日", "2026-11-02"),
        ("2026年11月2日", "2026/11/2"),
        ("2026年11月2日", "2026.11.2"),
        ("2026年11月2日", "二〇二六年十一月二日"),
        ("2026年11月2日", "Nov. 2nd, 2026"),
        ("2026年11月2日", "2 November 2026"),
        ("11月2日", "十一月二号"),
        ("1,900万元", "1900 万元"),
        ("1'900", "1900"),
        ("3.50%", "3.5 ％"),
        ("COVID19", "covid 19"),
        ("甲 ABC 乙", "甲ABC乙"),
        ("甲，乙", "甲 乙"),
        ("  a -- b  ", "a b"),
    ],
)
def test_ways_to_write_the_same(one: str, other: str) -> None:
    assert canonical(fold(one)) == canonical(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-13-02", "2026年13月2日"),
        ("2001.10.10", "2001年10月10日"),
        ("1.5", "15"),
        ("1 900", "1900"),
        ("5%", "5"),
        ("5%", "5‰"),
        ("甲乙", "甲 乙"),
    ],
)
def test_ways_that_only_look_alike(one: str, other: str) -> None:
    assert canonical(fold(one)) != canonical(fold(other))


@given(st.text(alphabet="0123456789年月日-/., %‰$元万aé甲十二〇\n_", max_size=14))
def test_a_canonical_text_has_no_space_at_its_ends_and_no_two_in_a_row(text: str) -> None:
    found = canonical(fold(text))
    assert found == found.strip(SEPARATOR)
    assert SEPARATOR * 2 not in found


PIECES = (
    *("2025", "年", "3", "月", "15日", " ", "  ", "\t", "%", "‰", "1,900", "万", "1 900", "$", "us$", "-", "/", "."),
    *("14.60", "hs", "jan", "5th", "一二", "二〇二五年", "十一月", "_", "，", "l/c", "亿", "'", "\u3000", "rmb", "吨"),
    *("甲", "\x02", "\x1c"),
)


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), min_size=1, max_size=4))
def test_lines_at_once_are_the_lines_one_by_one(lines: list[str]) -> None:
    assert canonical_lines(fold("\n".join(lines))) == "".join(canonical(fold(one)) + BOUNDARY for one in lines)


def test_a_date_as_far_as_it_is_said() -> None:
    assert date_at("2026年11月起", 0, 9) == (Date(2026, 11, 0), 8)
    assert date_at("甲2026-11-20乙", 1, 12) == (Date(2026, 11, 20), 11)
    assert date_at("甲2026-11-20乙", 0, 12) is None
    assert (Date(2026, 0, 0).text, Date(0, 5, 1).text) == ("2026年", "5月1日")


def test_the_same_amount_under_every_name_of_its_unit() -> None:
    group = next(one for one in same_units() if "公斤" in one)
    assert {canonical(fold(f"5{unit}")) for unit in group} == set(same_amounts(canonical(fold("5公斤"))))
    assert same_amounts("甲") == ["甲"]


def test_units_come_longest_first_and_currencies_lead_to_chinese() -> None:
    assert list(map(len, units())) == sorted(map(len, units()), reverse=True)
    assert currencies()["$"] == currencies()["usd"] == "美元"
    assert canonical(fold("$5")) == canonical(fold("5 USD")) == canonical(fold("5美元"))
