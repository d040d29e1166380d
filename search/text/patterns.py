"""Patterns that find a canonical text in a folded one: the way back from the one spelling to every spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from search.text.canonical import LETTER, MAGNITUDE, currencies
from search.text.normalise import PERCENT, POINT, SEPARATOR, kind

#: Stands between two blocks of a body; no match goes over it.
BLOCK_END = "\x1e"
_GAP = rf"(?:[^\w{BLOCK_END}]|_)"
_NUMERALS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?|(\d{4})年", re.ASCII)
_AMOUNT = re.compile(rf"(\d[\d{POINT}]*(?:{MAGNITUDE})?)({'|'.join(dict.fromkeys(currencies().values()))})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@lru_cache(4096)
def expression(text: str, *, prefix: bool = False) -> str:
    """A pattern for a canonical text. Letters and figures at its ends are whole, with `prefix` may go on."""
    pattern = _within(text)
    if kind(text[0]) == 1:
        pattern = (_number_begins(text) if text[0].isdecimal() else rf"(?<![{LETTER}])") + pattern
    if kind(text[-1]) == 1 and not prefix:
        pattern += r"(?!\d|\.\d|[,'’]\d{3}(?!\d))" if text[-1].isdecimal() else rf"(?![{LETTER}])"
    return pattern


def _number_begins(text: str) -> str:
    """No figure stands before a number; three figures after a comma belong to the number before it."""
    figures = re.match(r"\d*", text, re.ASCII)
    return r"(?<!\d)(?<!\d[.,'’])" if figures and len(figures[0]) == 3 else r"(?<!\d)(?<!\d\.)"


def code_expression(figures: str) -> str:
    """A pattern for a customs code and for those that begin with it, with points and spaces or without."""
    return r"(?<!\d)(?<!\d\.)" + "[. ]?".join(figures) + r"(?!,\d{1,3}(?![\d.]))"


def joined_expression(letters: str) -> str:
    """A pattern for letters with the signs between them that join a word: L/C, Wi-Fi."""
    return rf"(?<![{LETTER}\d])" + r" ?[/&.\-'’‐‑–·]? ?".join(map(re.escape, letters)) + rf"(?![{LETTER}])"


def guarded(pattern: str, texts: Iterable[str]) -> str:
    """A pattern for several texts that looks first whether one can begin, where Python does not see that itself."""
    firsts = {text.lstrip("#~")[:1] for text in texts}
    if all(kind(first) == 2 for first in firsts):
        return pattern
    if any(first.isdecimal() for first in firsts):
        firsts |= {*"0123456789", *_NUMERALS.values(), *"○零十", *(char for sign in currencies() for char in sign[:1])}
        firsts |= {month[0] for month in _MONTHS}
    return f"(?=[{re.escape(''.join(sorted(firsts)))}])(?:{pattern})"


def _within(text: str) -> str:
    """The pattern without what stands around it. Dates and amounts come first: they have the most spellings."""
    parts: list[str] = []
    at = 0
    while at < len(text):
        if text[at].isdecimal() and (found := _DATE.match(text, at)):
            parts.append(_dated(*found.groups()))
        elif text[at].isdecimal() and (found := _AMOUNT.match(text, at)):
            parts.append(_amount(found[1], found[2]))
        else:
            parts.append(_character(text, at))
            at += 1
            continue
        at = found.end()
    return "".join(parts)


def _character(text: str, at: int) -> str:
    """One character, and what may stand between it and the one before it."""
    char, before = text[at], text[at - 1] if at else ""
    if char == SEPARATOR:
        after = text[at + 1 : at + 2]
        touching = before.isdecimal() != after.isdecimal() and kind(before or " ") == kind(after or " ") == 1
        return _GAP + ("*" if touching else "+")
    if char == POINT:
        return r"\."
    apart = before and before != SEPARATOR and (kind(before) + kind(char) == 3 or before == PERCENT)
    loose = " *" if apart else ""
    if char.isdecimal() and before.isdecimal():
        rest = re.match(r"\d*", text[at:], re.ASCII)
        loose = "[,'’ ]?" if rest and len(rest[0]) % 3 == 0 and POINT not in text[:at] else ""
    if char == PERCENT:
        return " *%"
    zeros = r"(?:\.0+)?" if char.isdecimal() and kind(text[at + 1 : at + 2] or " ") == 2 else ""
    return loose + re.escape(char) + zeros


def _dated(year: str | None, month: str | None, day: str | None, alone: str | None) -> str:
    """A date in figures and in Chinese numerals, a whole one also in letters and without signs."""
    if alone:
        return rf"(?:{alone} ?年|{_in_numerals(alone)}年)"
    months = rf"0?{month} ?月"
    spoken = f"{_spoken(month)}月"
    if day:
        months, spoken = rf"{months} ?0?{day} ?[日号]", rf"{spoken}{_spoken(day)}[日号]"
    if not year:
        return f"(?:{months}|{spoken})"
    ways = [rf"{year} ?年 ?{months}", rf"{_in_numerals(year)}年{spoken}"]
    name = _MONTHS[int(month or 1) - 1] + r"[a-z]*\.?"
    if day:
        ways += [rf"{year}([-/.])0?{month}([-/.])0?{day}(?!\d)", f"{year}{int(month or 1):02}{int(day):02}"]
        ways += [rf"0?{day}(?:st|nd|rd|th)?[ -]{name},?[ -]{year}", rf"{name}[ -]0?{day}(?:st|nd|rd|th)?,?[ -]{year}"]
    else:
        ways += [rf"{year}[-/]0?{month}(?!\d)", f"{name},?[ -]{year}"]
    return "(?:" + "|".join(ways).replace("([-/.])", "[-/.]") + ")"


def _in_numerals(year: str) -> str:
    return "".join("[〇○零]" if figure == "0" else _NUMERALS[figure] for figure in year)


def _spoken(number: str | None) -> str:
    """A number up to 39 in Chinese."""
    tens, ones = divmod(int(number or 0), 10)
    lead = ("" if tens < 2 else _NUMERALS[str(tens)]) + "十" * (tens > 0)
    return lead + (_NUMERALS[str(ones)] if ones else "")


def _amount(number: str, currency: str) -> str:
    """An amount with the name of its currency after it, or its sign or code before or after it."""
    signs = "|".join(re.escape(sign) for sign, name in currencies().items() if name == currency)
    figures = "".join(_character(number, at) for at in range(len(number)))
    before = rf"(?:{signs}) ?{figures}(?: ?(?:{currency}|元))?"
    return rf"(?:{figures} *{currency}|{before}|{figures} ?(?:{signs})(?![{LETTER}]))"
