"""Cuts what was typed into words: names whole, numbers, codes and dates in one piece, Chinese by the segmenter."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from search.text.amounts import AMOUNT, BEGINNINGS, amount_note, other_magnitudes, spelled_amount
from search.text.canonical import LETTER, MAGNITUDE, YEAR, Date, canonical, currencies, date_at, same_amounts, units
from search.text.marks import CODE, JOINED, LONGEST, SHORTEST, joined_mark, joined_words, named_code, spaced_letters
from search.text.names import Entity, NameBook
from search.text.normalise import SEPARATOR, fold, fold_for_words, is_han, kind
from search.text.segmenter import Segmenter

#: Signs that hold a Latin word together: Nord-Stream, AT&T, L/C, T+14, U.S.
_JOINERS = frozenset(".-_/'’&,:+‐‑–·")
_NUMBER = re.compile(r"\d{1,3}(?:[,'’]\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:\.\d+)*", re.ASCII)
_YEAR = re.compile(rf"({YEAR}) ?年(?:度|份)?", re.ASCII)
#: Figures that may be a date beside what else they are. Of the years 2001 to 2009 a month is a heading of the tariff.
_FIGURED = re.compile(r"(19[5-9]\d|20\d\d)(?:(\d\d)(\d\d)|(?<!200\d)\.(\d\d?))?", re.ASCII)
_CODE = re.compile(r"\d{4}(?:\.?\d\d?)*", re.ASCII)
#: Characters between two ends of a span: 60至90天.
_BETWEEN = ("至", "到")
#: What follows an amount and is one word with the end of its unit: 三个月内, 两年后.
_AFTER_AMOUNTS = frozenset("内外前后起间")
_LARGE = re.compile(f"(?:{MAGNITUDE})?")
#: Units in letters: any that touch the number; after a space those that are nothing else.
_LATIN_UNIT = re.compile(rf" ?(?:kg|km|kw|mw|gw|kwh|teu|cbm|bp|mm|cm|%|‰)(?![{LETTER}\d])|[{LETTER}]+(?![{LETTER}\d])")


@dataclass(frozen=True, slots=True)
class Days:
    """A day, month or year as its first and last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query, canonical; `group` numbers the run without spaces that it stands in.

    Each of `texts` and of `marks` (what the index notes of a text) stands for it, and what was published on its
    `days`. Numbers, dates and codes are in `figures`: they are asked for as they are, not by their beginnings. A
    number with what it counts and a code are `fixed` terms.
    """

    text: str
    start: int
    end: int
    group: int
    texts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    days: Days | None = None
    figures: bool = False
    fixed: bool = False


def cut_query(text: str, names: NameBook, segmenter: Segmenter) -> list[Token]:
    """The words of plain text; a run without spaces that is a name as a whole is one word."""
    return list(_Cutter(text, names, segmenter).tokens())


class _Cutter:
    """Goes through one text from its beginning to its end."""

    def __init__(self, text: str, names: NameBook, segmenter: Segmenter) -> None:
        self.keys, self.cut = fold(text), fold_for_words(text)
        self.names, self.segmenter = names, segmenter
        self.group = 0

    def tokens(self) -> Iterator[Token]:
        keys, at = self.keys, 0
        begins = True
        while at < len(keys):
            if keys[at].isspace():
                self.group, begins, at = self.group + 1, True, at + 1
                continue
            token = (self._name(at) if begins else None) or self._figures(at)
            begins = False
            if token:
                yield token
                at = token.end
                if token.figures and keys[at : at + 1] in _BETWEEN and self._figures(at + 1):
                    at += 1
            elif kind(keys[at]) == 1:
                token = self._latin(at)
                yield token
                at = token.end
            elif kind(keys[at]) == 2:
                end = self._end_of_characters(at)
                for _, first, last in self.segmenter.words(self.cut[at:end]):
                    word = keys[at + first : at + last]
                    yield Token(word, at + first, at + last, self.group, (word,))
                at = end
            else:
                at += 1

    def _name(self, at: int) -> Token | None:
        """A run without spaces that is one name."""
        end = next((end for end in range(at, len(self.keys)) if self.keys[end].isspace()), len(self.keys))
        whole = canonical(self.keys[at:end])
        return Token(whole, at, end, self.group, (whole,)) if self.names.named(whole) else None

    def _figures(self, at: int) -> Token | None:
        """A code that is called one, a date, a year or a number with what it counts, if one begins here."""
        keys = self.keys
        if code := named_code(keys, at):
            figures, end = code
            return Token(figures, at, end, self.group, (figures,), (CODE + figures,), figures=True, fixed=True)
        if dated := date_at(keys, at, len(keys)):
            return self._date(at, *dated)
        if year := _YEAR.match(keys, at):
            return self._date(at, Date(int(year[1]), 0, 0), year.end())
        sign = _sign().match(keys, at)
        number = _NUMBER.match(keys, sign.end() if sign else at)
        return self._number(at, number, signed=bool(sign)) if number else self._spelled(at)

    def _spelled(self, at: int) -> Token | None:
        """An amount in numerals (三个月, 百分之五, 第十二条), which is found as figures say it."""
        found = spelled_amount(self.keys, at) if self.keys[at : at + 1] in BEGINNINGS else None
        if not found or not self._is_whole(at, found[1]):
            return None
        amount, end = found
        text, note = canonical(self.keys[at:end]), amount_note(amount)
        more_than_one = amount[0] != "1" or kind(amount[1]) == 1  # 一年 is said in passing
        return Token(text, at, end, self.group, _ways(amount), (note,), figures=True, fixed=more_than_one)

    def _is_whole(self, at: int, end: int) -> bool:
        """Whether no known word runs over an end of an amount in characters; 月内 does not: 三个月内."""
        first, last = at, self._end_of_run(end)
        while first and kind(self.keys[first - 1]) == 2:
            first -= 1
        for word, a, b in self.segmenter.words(self.cut[first:last]):
            a, b = a + first, b + first
            over = a < at < b or (a < end < b and word[-1] not in _AFTER_AMOUNTS)
            if over and self.segmenter.knows(word):
                return False
        return True

    def _end_of_run(self, at: int) -> int:
        while at < len(self.keys) and kind(self.keys[at]) == 2:
            at += 1
        return at

    def _date(self, start: int, said: Date, end: int) -> Token:
        texts = [said.text]
        if said.day and said.year:
            texts.append(f"{said.year}{said.month:02}{said.day:02}")
        if said.year and not said.month:
            texts.append(str(said.year))
        note = AMOUNT + said.text
        return Token(said.text, start, end, self.group, tuple(texts), (note,), days=_days(said), figures=True)

    def _number(self, start: int, number: re.Match[str], *, signed: bool) -> Token:
        """A number; what it counts belongs to it, with a space between them or not."""
        keys, end = self.keys, number.end()
        counted = self._unit(end)
        if counted is None and " " in number[0] and not signed:  # two numbers side by side
            end = number.start() + number[0].index(" ")
        text = canonical(keys[start : counted or end])
        if counted or signed:
            note = amount_note(text)
            return Token(text, start, counted or end, self.group, _ways(text), (note,), figures=True, fixed=True)
        texts, days, figures = [text], None, keys[start:end].replace(".", "")
        if said := _dated(keys[start:end]):
            texts.append(said.text)
            days = _days(said)
        coded = _CODE.fullmatch(keys, start, end) and SHORTEST <= len(figures) <= LONGEST
        marks = (CODE + figures,) if coded else ()
        fixed = bool(marks) and not days
        return Token(text, start, end, self.group, tuple(texts), marks, days, figures=True, fixed=fixed)

    def _unit(self, at: int) -> int | None:
        """Where what a number before `at` counts ends: 天, 万美元, %, kg. No known word may run over that end."""
        keys = self.keys
        if found := _LATIN_UNIT.match(keys, at) or _sign_after().match(keys, at):
            return found.end()
        first = at + (keys[at : at + 1] == " " and is_han(keys[at + 1 : at + 2] or " "))
        end = self._end_of_characters(first)
        words = [(first + a, first + b) for word, a, b in self.segmenter.words(self.cut[first:end])
                 if self.segmenter.knows(word)]  # fmt: skip
        large = len((_LARGE.match(keys, first, end) or [""])[0])
        stops = {first + size for size in range(1, large + 1)}
        for after in range(first, first + large + 1):
            stops |= {after + len(unit) for unit in units() if keys.startswith(unit, after)}
        for stop in sorted((stop for stop in stops if stop <= end), reverse=True):
            if not any(a < stop < b for a, b in words):
                sign = _sign_after().match(keys, stop)
                return sign.end() if sign else stop
        return None

    def _counts(self, at: int) -> bool:
        """Whether a number with what it counts, in characters or hundredths, begins here: LC90天, but not B2B."""
        number = _NUMBER.match(self.keys, at)
        end = number.end() if number else at
        return kind(self.keys[end : end + 1] or "a") != 1 and self._unit(end) is not None

    def _end_of_characters(self, at: int) -> int:
        """Where a run of characters ends, or a date in characters begins in it."""
        end = at
        while end < len(self.keys) and kind(self.keys[end]) == 2:
            begins = end > at and self.keys[end] in BEGINNINGS
            if begins and (date_at(self.keys, end, len(self.keys)) or self._spelled(end)):
                break
            end += 1
        return end

    def _latin(self, at: int) -> Token:
        """A word that begins with a letter, with the signs that hold it together."""
        keys, end = self.keys, spaced_letters(self.keys, at)
        while end < len(keys) and (kind(keys[end]) == 1 or _joins(keys, end)):
            if end > at and keys[end].isdecimal() and not keys[end - 1].isdecimal() and self._counts(end):
                break
            end += 1
        text = canonical(keys[at:end])
        together = text.replace(SEPARATOR, "")
        if together != text and together in joined_words(keys[at:end]):
            return Token(text, at, end, self.group, (text, together), (JOINED + together,))
        return Token(text, at, end, self.group, (text,), joined_mark(text))


def _ways(amount: str) -> tuple[str, ...]:
    """A canonical amount in every unit and magnitude that says the same."""
    return tuple(dict.fromkeys(way for one in (amount, *other_magnitudes(amount)) for way in same_amounts(one)))


def _joins(keys: str, at: int) -> bool:
    return keys[at] in _JOINERS and at + 1 < len(keys) and kind(keys[at + 1]) == 1


def _days(said: Date) -> Days | None:
    """The days of a date that names a year; None if it names none, or is no day of the calendar."""
    try:
        first = date(said.year, said.month or 1, said.day or 1)
    except ValueError:
        return None
    if said.day:
        return Days(first, first)
    month = said.month or 12
    return Days(first, date(said.year, month, monthrange(said.year, month)[1]))


def _dated(figures: str) -> Date | None:
    """The year, month or day that a bare number may be: 2025, 2026.11, 20261120."""
    if not (found := _FIGURED.fullmatch(figures)):
        return None
    said = Date(int(found[1]), int(found[2] or found[4] or 0), int(found[3] or 0))
    return said if _days(said) else None


@cache
def _sign() -> re.Pattern[str]:
    """The sign or code of a currency before a number."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(currencies(), key=len, reverse=True)))}) ?(?=\d)", re.ASCII)


@cache
def _sign_after() -> re.Pattern[str]:
    signs = "|".join(map(re.escape, sorted(currencies(), key=len, reverse=True)))
    return re.compile(rf" ?(?:{signs})(?![{LETTER}\d])", re.ASCII)


def neighbours_of(tokens: Sequence[Token], at: int, named: Mapping[int, Sequence[Entity]]) -> tuple[str, ...]:
    """A single character with its neighbours in the query, one by one, where they touch; names in all spellings."""
    token = tokens[at]
    if len(token.text) > 1 or kind(token.text) != 2:
        return ()

    def spellings(one: Token) -> list[str]:
        return [one.text, *(name for entity in named.get(one.start, ()) for name in entity.names)]

    before = [
        text + token.text for one in tokens[max(at - 1, 0) : at] if one.end == token.start for text in spellings(one)
    ]
    after = [token.text + text for one in tokens[at + 1 : at + 2] if one.start == token.end for text in spellings(one)]
    return tuple(dict.fromkeys((*before, *after)))


def stands_alone(keys: str, token: Token) -> bool:
    """Whether a word has spaces or the ends of the query on both sides: then it was meant."""
    before, after = keys[: token.start][-1:], keys[token.end :][:1]
    return (not before or before.isspace()) and (not after or after.isspace())
