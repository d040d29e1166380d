"""Cuts what was typed into words: names whole, numbers, codes and dates in one piece, Chinese by the segmenter."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from search.text.names import Entity, NameBook, canonical
from search.text.normalise import SEPARATOR, fold, fold_for_words, kind
from search.text.segmenter import Segmenter

#: Signs that hold a number, code or Latin name together: 8517.62, 2026-11-20, Nord-Stream, AT&T.
_JOINERS = frozenset(".-_/'’&,:")
#: A day or a month of a year. Points are left to numbers: 2004.10 is a code of the customs tariff.
_DATE = re.compile(r"(?<!\d)(\d{4})(?:([-/])(\d\d?)(?:\2(\d\d?))?|年(\d\d?)月(?:(\d\d?)[日号])?)(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query. `text` is canonical; `group` numbers the run without spaces that it stands in."""

    text: str
    start: int
    end: int
    group: int


@dataclass(frozen=True, slots=True)
class Days:
    """A day or a month as first and last day, and the ways to write it in a text."""

    first: date
    last: date
    spellings: tuple[str, ...]


def cut_query(text: str, names: NameBook, segmenter: Segmenter) -> list[Token]:
    """The words of plain text; a run without spaces that is a name as a whole is one word."""
    keys, cut = fold(text), fold_for_words(text)
    tokens: list[Token] = []
    for group, (start, end) in enumerate(_chunks(keys)):
        whole = canonical(keys[start:end])
        if names.named(whole):
            tokens.append(Token(whole, start, end, group))
            continue
        for first, last, latin in _pieces(keys, start, end):
            if latin:
                tokens.append(Token(canonical(keys[first:last]), first, last, group))
            else:
                for _, a, b in segmenter.words(cut[first:last]):
                    tokens.append(Token(keys[first + a : first + b], first + a, first + b, group))
    return tokens


def days_of(typed: str) -> Days | None:
    """What a folded text means as a date; None if it is none."""
    found = _DATE.fullmatch(typed)
    if not found:
        return None
    year, month, day = (int(part or 0) for part in (found[1], found[3] or found[5], found[4] or found[6]))
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    if day:
        spellings = (f"{year}{SEPARATOR}{month:02}{SEPARATOR}{day:02}", f"{year}年{month}月{day}日")
        return Days(first, first, (*spellings, f"{year}年{month:02}月{day:02}日"))
    last = first.replace(day=monthrange(year, month)[1])
    return Days(first, last, (f"{year}{SEPARATOR}{month:02}", f"{year}年{month}月", f"{year}年{month:02}月"))


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


def _chunks(keys: str) -> Iterator[tuple[int, int]]:
    """The runs without spaces."""
    start = 0
    while start < len(keys):
        if keys[start].isspace():
            start += 1
            continue
        end = start
        while end < len(keys) and not keys[end].isspace():
            end += 1
        yield start, end
        start = end


def _pieces(keys: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The parts of a run that are cut into words, or (True) are one token of letters and digits."""
    at = start
    while at < end:
        if dated := _DATE.match(keys, at, end):
            yield at, dated.end(), True
            at = dated.end()
            continue
        what, first = kind(keys[at]), at
        while at < end and (kind(keys[at]) == what or (what == 1 and _joins(keys, at, end))):
            at += 1
        if what:
            yield first, at, what == 1


def _joins(keys: str, at: int, end: int) -> bool:
    return keys[at] in _JOINERS and at + 1 < end and kind(keys[at + 1]) == 1
