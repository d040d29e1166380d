"""Amounts and dates that a text says otherwise than in figures with their unit: 三个月, 百分之五, the 60 of 60-90天.

They are noted beside the text, as figures say them. The text itself stays: 统一年度 speaks of no year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from search.text.canonical import MAGNITUDE, YEAR, Date, same_units, units
from search.text.normalise import PERCENT, POINT

#: What the note of an amount begins with; no word does.
AMOUNT = "+"
_VALUES = dict(zip("零〇○一二三四五六七八九两", map(int, "0001234567892"), strict=True))
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_FIRST = "一二两三四五六七八九十"
#: What an amount in characters begins with.
BEGINNINGS = frozenset(_FIRST + "百第")
_CHARS = _FIRST + "零〇○百千万亿"
#: A numeral with nothing of a number before it: 十三个月 is not 三个月, 几十天 is not 十天.
_NUMERAL = rf"[{_FIRST}](?<![{_CHARS}几数\d].)[{_CHARS}]{{0,15}}"
_GROUPED = r"\d{0,2}(?:,\d{3}){1,5}(?!\d)"
_FIGURES = rf"\d(?<![\d.]\d)(?<!\d,\d)(?:{_GROUPED}|\d{{0,15}})(?:\.\d{{1,6}})?(?: ?[十百千万亿]{{1,4}})?"
_NUMBER = f"(?:{_FIGURES}|{_NUMERAL})"
_BETWEEN = "[-‐‑–—~至到、,或和/]"
_SEVERAL = re.compile(rf"[\d{_CHARS}%月日号元] ?{_BETWEEN} ?[\d{_FIRST}]", re.ASCII)
#: Units of one character that a numeral counts here: the others are parts of too many words.
_SHORT = frozenset("天年周吨元倍")
#: Longer ones whose numerals say something else: 一人次, 三月份, 一年度.
_OTHERS = frozenset({"人次", "月份", "年度"})
_ORDINAL = re.compile(rf"第 ?({_NUMERAL}|\d+) ?(个?季度|部分|[条款章节期届批号版轮类项])", re.ASCII)
_HUNDREDTHS = re.compile(rf"百分之({_NUMBER})", re.ASCII)
_SPAN = re.compile(rf"[\d月日号] ?{_BETWEEN} ?\d\d? ?[月日号]", re.ASCII)
#: 11月20-25日, 2026年11月20日至12月5日; 2019年10-12月.
_DAYS = re.compile(
    rf"(?:({YEAR}) ?年 ?)?(?<!\d)(\d\d?) ?月 ?(\d\d?) ?[日号]? ?{_BETWEEN} ?(?:(\d\d?) ?月 ?)?(\d\d?) ?[日号]", re.ASCII
)
_MONTHS = re.compile(rf"(?<!\d)({YEAR}) ?年 ?(\d\d?) ?月?(?:份)? ?{_BETWEEN} ?(\d\d?) ?月(?! ?\d)", re.ASCII)


class Noted(NamedTuple):
    """A note, and the characters of a folded text that say it."""

    note: str
    start: int
    end: int


def noted(folded: str) -> Iterator[Noted]:
    """Every amount and date of a folded text that its canonical text does not hold in figures with its unit."""
    spelled, several = _patterns()
    for match in spelled.finditer(folded):
        yield Noted(_note(_value(match[1]), match[2]), *match.span())
    if "第" in folded:
        for match in _ORDINAL.finditer(folded):
            if not match[1].isdecimal():
                yield from _ordinal(match)
    if "百分之" in folded:
        for match in _HUNDREDTHS.finditer(folded):
            yield Noted(_note(_value(match[1]), PERCENT), *match.span())
    if _SEVERAL.search(folded):
        for match in several.finditer(folded):
            yield from _each(match)
        if _SPAN.search(folded):
            yield from _dates(folded)


def spelled_amount(folded: str, at: int) -> tuple[str, int] | None:
    """The amount in numerals that begins at a character, as figures say it, and where it ends."""
    if match := _patterns()[0].match(folded, at):
        return _text(_value(match[1]), match[2]), match.end()
    if match := _HUNDREDTHS.match(folded, at):
        return _text(_value(match[1]), PERCENT), match.end()
    if match := _ORDINAL.match(folded, at):
        return next(_ordinal(match)).note[len(AMOUNT) :], match.end()
    return None


def amount_note(text: str) -> str:
    """The note of a canonical amount or date (60天, 1200万美元, 第12条); of other texts one that no text has."""
    match = _canonical().fullmatch(text)
    if not match:
        return AMOUNT + text
    said = _text(_value(match[2].replace(POINT, ".")), match[3])
    return AMOUNT + (said if said.endswith("季度") else match[1] + said)


def other_magnitudes(text: str) -> list[str]:
    """The ways to write a canonical amount with its figures alone, in 万 and in 亿: 1.2亿元, 12000万元, 120000000元."""
    match = _canonical().fullmatch(text)
    value = _value(match[2].replace(POINT, ".")) if match and not match[1] else Decimal(0)
    if not match or value < _TIMES["万"]:
        return []
    ways = [_figures(value)]
    for name in ("万", "百万", "千万", "亿"):
        part = value / _value(f"1{name}")
        if part >= 1 and (len(name) == 1 or part < _TIMES["十"]):
            ways.append(_figures(part) + name)
    return [way + match[3] for way in ways]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A numeral and its unit; several numbers before one unit."""
    counted = _counted_by_numerals()
    unit = "|".join(map(re.escape, (*units(), "%", "‰")))
    return (
        re.compile(f"({_NUMERAL})({'|'.join(counted)})", re.ASCII),
        re.compile(rf"({_NUMBER}(?: ?{_BETWEEN} ?{_NUMBER}){{1,3}}) ?({unit})", re.ASCII),
    )


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(_NUMBER, re.ASCII)


@cache
def _counted_by_numerals() -> tuple[str, ...]:
    return tuple(
        unit for unit in units() if not unit.isascii() and unit not in _OTHERS and (len(unit) > 1 or unit in _SHORT)
    )


@cache
def _canonical() -> re.Pattern[str]:
    unit = "|".join(map(re.escape, (*units(), PERCENT, "‰")))
    return re.compile(rf"(第?)(\d+(?:{POINT}\d+)?(?:{MAGNITUDE})?)({unit}|)", re.ASCII)


@cache
def _usual_unit() -> dict[str, str]:
    return {unit: group[0] for group in same_units() for unit in group} | {"%": PERCENT}


def _note(value: Decimal, unit: str) -> str:
    return AMOUNT + _text(value, unit)


def _text(value: Decimal, unit: str) -> str:
    return _figures(value) + _usual_unit().get(unit, unit)


def _figures(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", POINT)


def _value(number: str) -> Decimal:
    """A number in figures, with or without 万 and the like, or in numerals (二十一, 一百二十, 二〇二六)."""
    figures = re.match(r"[\d,]+(?:\.\d+)?", number, re.ASCII)
    if figures:
        value = Decimal(figures[0].replace(",", ""))
        for char in number[figures.end() :].strip():
            value *= _TIMES[char]
        return value
    if not any(char in _TIMES for char in number):
        return Decimal("".join(str(_VALUES[char]) for char in number))
    large = small = part = digit = 0
    for char in number:
        times = _TIMES.get(char)
        if times is None:
            digit = _VALUES[char]
        elif times < _TIMES["万"]:
            part, digit = part + (digit or 1) * times, 0
        elif times == _TIMES["万"]:
            small, part, digit = small + ((part + digit) or 1) * times, 0, 0
        else:
            large, small, part, digit = large + ((small + part + digit) or 1) * times, 0, 0, 0
    return Decimal(large + small + part + digit)


def _ordinal(match: re.Match[str]) -> Iterator[Noted]:
    """第十二条 is 第12条 and holds 12条; of 第三季度 the sign says nothing."""
    text = _text(_value(match[1]), match[2].removeprefix("个"))
    if not match[2].endswith("季度"):
        yield Noted(f"{AMOUNT}第{text}", *match.span())
    yield Noted(AMOUNT + text, match.start(1), match.end())


def _each(match: re.Match[str]) -> Iterator[Noted]:
    """Each number of several but the last, with the unit that stands behind that one."""
    *others, last = _numbers().finditer(match.string, match.start(1), match.end(1))
    large = re.search("(?<=[\\d ])[万亿]+$", last[0], re.ASCII)
    for one in others:
        number = one[0] + large[0] if large and one[0][-1].isdecimal() else one[0]
        yield Noted(_note(_value(number), match[2]), *one.span())


def _dates(folded: str) -> Iterator[Noted]:
    """Days and months of a span that share their year, month or unit with the other end."""
    for match in _DAYS.finditer(folded):
        year, month, first, other, last = (int(one or 0) for one in match.groups())
        for said in (Date(year, month, first), Date(year, other or month, last)):
            yield from _date(said, match)
    for match in _MONTHS.finditer(folded):
        year, first, last = map(int, match.groups())
        for month in (first, last):
            yield from _date(Date(year, month, 0), match)


def _date(said: Date, match: re.Match[str]) -> Iterator[Noted]:
    if 1 <= said.month <= 12 and said.day <= 31:
        texts = [said.text]
        if said.year and said.day:
            texts += [Date(said.year, said.month, 0).text, Date(0, said.month, said.day).text]
        yield from (Noted(AMOUNT + text, *match.span()) for text in texts)
