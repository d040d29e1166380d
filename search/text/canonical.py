"""One spelling of numbers, dates and amounts, and of spaces around them: the text that index and queries compare."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from search.text.normalise import BOUNDARY, PERCENT, POINT, SEPARATOR

_DATA = Path(__file__).parent / "data"
#: Letters that stand in tokens; folded text has no others but those beyond these scripts.
LETTER = r"a-z\u00df-\u024f\u0370-\u052f\u1e00-\u1fff"
_HAN = r"\u3400-\u9fff々〆〇\U00020000-\U0003ffff"
#: What stands before the unit of a large number: 1900万, 1.5亿, 3百万.
MAGNITUDE = "[十百千万亿]+"
#: A year as bulletins and their readers write it.
YEAR = r"(?:19[5-9]|20)\d\d"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "|".join(_MONTHS)
_NUMERALS = "一二三四五六七八九"
_VALUES = dict(zip("〇○零" + _NUMERALS, "000123456789", strict=True))

# Every pattern of texts begins with characters of few kinds: else Python would try it at each place.
#: Dates in figures. Points part one only in years that are no heading of the customs tariff, as 2001 to 2009 are.
_IN_FIGURES = r"""\d(?<![\d.]\d)(?:
    \d{3}(?: \ ?年\ ?\d\d?\ ?月(?:\ ?\d\d?\ ?[日号]|份(?!额))?
        | ([-/])\d\d?(?:\1\d\d?)?(?!\d|\1\d)
        | \.(?<=19[5-9]\d\.|20[1-9]\d\.)\d\d?\.\d\d?(?!\.?\d))
    | \d?\ ?月(?:\ ?\d\d?\ ?[日号]|份(?!额))?)"""
_TENS = rf"(?:[二三]?十[{_NUMERALS}]?|[{_NUMERALS}])"
_IN_NUMERALS = rf"""[十{_NUMERALS}](?<![十{_NUMERALS}].)(?:
    (?<=[一二])[〇○零{_NUMERALS}]{{3}}年(?:(?:十[一二]?|[{_NUMERALS}])月(?:{_TENS}[日号]|份(?!额))?)?
    | (?:(?<=十)[一二])?月(?:{_TENS}[日号]|份(?!额))?)"""
_IN_ENGLISH = rf"""(?:{_MONTH})(?<![{LETTER}]...)[a-z]*\.?,?[ -](?:\d\d?(?:st|nd|rd|th)?,?[ -])?{YEAR}(?!\d)
    | \d(?<![{LETTER}\d]\d)\d?(?:st|nd|rd|th)?[ -](?:{_MONTH})[a-z]*\.?,?[ -]{YEAR}(?!\d)"""
_DATES = tuple(re.compile(one, re.VERBOSE | re.ASCII) for one in (_IN_FIGURES, _IN_NUMERALS, _IN_ENGLISH))
_MAY_BE_DATED = (
    re.compile(r"\d ?[年月]|\d[-/.]\d", re.ASCII),
    re.compile(rf"[十{_NUMERALS}〇○零][年月]"),
    re.compile(rf"(?:{_MONTH})[a-z.]*,?[ -]\d", re.ASCII),
)
_PARTS = re.compile(r"[a-z]+|[\d〇○零十" + _NUMERALS + "]+", re.ASCII)

#: 1,900 and 1'900; 1 900 only before a unit, for two numbers may stand side by side.
_GROUPED = re.compile(r"\d(?<![\d.,]\d)\d{0,2}([,'’])\d{3}(?:\1\d{3})*(?!\d)", re.ASCII)
_SPACED = re.compile(r"\d \d{3}(?!\d)", re.ASCII)
_DECIMAL = re.compile(r"\d(?<![\d.]\d)\d*\.\d+(?!\.?\d)", re.ASCII)
_PERCENT = re.compile(r" *[%‰]", re.ASCII)
_LOOSE = re.compile(rf" (?:(?<=[{LETTER}\d{PERCENT}‰] )(?=[{_HAN}])|(?<=[{_HAN}] )(?=[{LETTER}\d]))", re.ASCII)
_EDGES = re.compile(rf"[{LETTER}](?=\d)", re.ASCII), re.compile(rf"\d(?=[{LETTER}])", re.ASCII)
_NOT_TEXT = re.compile(rf"[^\w{PERCENT}‰{POINT}]+")
_NOT_IN_LINES = re.compile(rf"[^\w{PERCENT}‰{POINT}{BOUNDARY}]+")
_SPACES = re.compile(r"\s{2,}|[^\S ]")
_FIGURE, _LATIN = re.compile(r"\d", re.ASCII), re.compile(rf"[{LETTER}\d]", re.ASCII)


class Date(NamedTuple):
    """A date as far as it is said: 0 stands for a year, month or day that is not."""

    year: int
    month: int
    day: int

    @property
    def text(self) -> str:
        """Its one spelling."""
        return "".join(f"{value}{name}" for value, name in zip(self, "年月日", strict=True) if value)


def canonical(folded: str) -> str:
    """Folded text as it is indexed and asked for.

    A run of spaces and punctuation is one separator, none at the ends; numbers, dates and amounts have one spelling;
    a space between a character and a letter or figure does not count; letters and figures are tokens of their own.
    """
    return _parted(folded, _NOT_TEXT).strip(SEPARATOR)


def canonical_lines(folded: str) -> str:
    """The canonical text of each line of a folded text, which has no boundaries, and a boundary after each.

    All lines at once: no spelling of a number or date reaches over the end of a line.
    """
    text = _parted(folded.replace("\n", BOUNDARY) + BOUNDARY, _NOT_IN_LINES)
    return text.replace(SEPARATOR + BOUNDARY, BOUNDARY).replace(BOUNDARY + SEPARATOR, BOUNDARY).lstrip(SEPARATOR)


def _parted(folded: str, between: re.Pattern[str]) -> str:
    if _LATIN.search(folded) or "月" in folded or "年" in folded or "%" in folded or "‰" in folded:
        folded = _settled(folded)
    return between.sub(SEPARATOR, folded.replace("_", " "))


def _settled(text: str) -> str:
    """Text with its dates, numbers and amounts in the one spelling."""
    if _SPACES.search(text):
        text = _SPACES.sub(" ", text)
    for sign, date in zip(_MAY_BE_DATED, _DATES, strict=True):
        if sign.search(text):
            text = date.sub(_dated, text)
    if _FIGURE.search(text):
        if _SPACED.search(text):
            text = _spaced_groups().sub(lambda match: match[0].replace(" ", ""), text)
        text = _GROUPED.sub(lambda match: match[0].replace(match[1], ""), text)
        text = _DECIMAL.sub(lambda match: match[0].rstrip("0").rstrip(".").replace(".", POINT), text)
        if _signs().search(text):
            for amount in _amounts():
                text = amount.sub(_priced, text)
    if "%" in text or "‰" in text:
        text = _PERCENT.sub(_counted, text)
    for edge in _EDGES:
        text = edge.sub(rf"\g<0>{SEPARATOR}", text)
    return _LOOSE.sub("", text)


def _counted(match: re.Match[str]) -> str:
    """A sign for hundredths belongs to the number before it; without one it is none."""
    if not _before(match).isdecimal():
        return " "
    return PERCENT if match[0].endswith("%") else "‰"


def _before(match: re.Match[str]) -> str:
    """The character before what a pattern matched, if there is one."""
    return match.string[max(match.start() - 1, 0) : match.start()]


def date_at(folded: str, at: int, end: int) -> tuple[Date, int] | None:
    """The date that begins at a character, and where it ends."""
    for date in _DATES:
        if (match := date.match(folded, at, end)) and (found := _date(match)):
            return found, match.end()
    return None


def _dated(match: re.Match[str]) -> str:
    found = _date(match)
    return found.text if found else match[0]


def _date(match: re.Match[str]) -> Date | None:
    """The date that a pattern matched; None where the figures cannot be one."""
    text = match[0]
    before = _before(match)
    parts = [part for part in _PARTS.findall(text) if part not in ("st", "nd", "rd", "th")]
    if any(part[0] in "adfjmnos" for part in parts):  # a month in English
        month = next(part for part in parts if part.isalpha())
        parts = [parts[-1], month, *(part for part in parts[:-1] if part != month)]
    elif before in ("-", "/") and "月" not in text:
        return None
    if "年" not in text and "月" in text:
        parts = ["", *parts]
    year, month_, day = (_value(part) for part in (*parts, "", "")[:3])
    known = (1 <= month_ <= 12 and day <= 31) if len(parts) > 1 else True
    return Date(year, month_, day) if known else None


def _value(text: str) -> int:
    """A number in figures, in Chinese numerals (二〇二六, 二十一) or as an English month; 0 for none."""
    if text[:3] in _MONTHS:
        return _MONTHS.index(text[:3]) + 1
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int(_VALUES.get(tens, "1")) * 10 + int(_VALUES.get(ones, "0"))
    return int("".join(_VALUES.get(char, char) for char in text) or "0")


@cache
def same_units() -> tuple[tuple[str, ...], ...]:
    """What a number may count, in groups of which each member says the same: 公斤=千克=kg."""
    return tuple(tuple(group.split("=")) for group in (_DATA / "units.txt").read_text(encoding="utf-8").split())


@cache
def units() -> tuple[str, ...]:
    """Everything that a number may count, the longest first."""
    return tuple(sorted({unit for group in same_units() for unit in group}, key=len, reverse=True))


def same_amounts(amount: str) -> list[str]:
    """A canonical number with its unit, and the same with every other name of the unit."""
    found = [amount]
    for group in same_units():
        for unit in group if len(group) > 1 else ():
            number = amount.removesuffix(unit).rstrip(SEPARATOR)
            if number != amount and (number[-1:].isdecimal() or number[-1:] in "十百千万亿"):
                found += [canonical(number.replace(POINT, ".") + other) for other in group if other != unit]
    return list(dict.fromkeys(found))


@cache
def currencies() -> dict[str, str]:
    """Sign or code of a currency, folded → its Chinese name."""
    lines = (_DATA / "currencies.txt").read_text(encoding="utf-8").splitlines()
    return {sign: name for name, *signs in map(str.split, lines) for sign in signs}


@cache
def _signs() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(sign) for sign in sorted(currencies(), key=len, reverse=True)))


@cache
def _spaced_groups() -> re.Pattern[str]:
    unit = "|".join(map(re.escape, (*units(), *currencies())))
    return re.compile(rf"\d(?<![\d.,]\d)(?<![\d.,] \d)\d{{0,2}}(?: \d{{3}})+(?= ?(?:{MAGNITUDE}|{unit}|%))", re.ASCII)


@cache
def _amounts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """An amount with the sign or code of its currency before it, and after it."""
    number = rf"(?P<number>\d[\d{POINT}]*(?: ?{MAGNITUDE})?)"
    first = "".join(map(re.escape, sorted({sign[0] for sign in currencies()})))
    named = "|".join(sorted(set(currencies().values()), key=len, reverse=True))
    return (
        re.compile(
            rf"(?P<sign>[{first}](?<![{LETTER}].)(?:{_behind_first()})) ?{number}(?![\d{LETTER}])"
            rf"(?: ?(?P<named>{named}))?",
            re.ASCII,
        ),
        re.compile(rf"{number} ?(?P<sign>{_signs().pattern})(?![{LETTER}\d])", re.ASCII),
    )


def _behind_first() -> str:
    """What the signs have after their first character, which stands before: the longest first."""
    signs = sorted(currencies(), key=len, reverse=True)
    return "|".join(f"(?<={re.escape(sign[0])}){re.escape(sign[1:])}" for sign in signs)


def _priced(match: re.Match[str]) -> str:
    """An amount with its currency's name; one that is named behind it too (RMB100万元) is named once."""
    number, currency = match["number"].replace(" ", ""), currencies()[match["sign"]]
    named = match.groupdict().get("named") or currency
    return f"{number}{currency}" if named in ("元", currency) else f"{number}{currency}{named}"
