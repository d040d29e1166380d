"""Canonical text as terms: what engines with postings of their own look up, each in its place."""

from __future__ import annotations

from collections.abc import Iterator

from search.text.analysis import stream_codes
from search.text.normalise import kind

#: Stands for what parts two runs of letters or characters.
GAP = "_"
#: Of a token of letters and digits so much is a term: more than a query can hold, so that longer ones differ from it.
LONGEST_TERM = 256
#: Codes that stand for characters beyond the Basic Multilingual Plane are no text by themselves; these are.
_ASTRAL = 0xF0000


def terms_of(text: str) -> list[str]:
    """Each character a term, each run of letters and digits a term, GAP for a separator; in their order."""
    return list(_terms(stream_codes(text)))


def term_of_code(code: int) -> str:
    """The term of one character of a stream."""
    return chr(_ASTRAL + code) if 0xD800 <= code < 0xE000 else chr(code)


def _terms(codes: str) -> Iterator[str]:
    at = 0
    while at < len(codes):
        end = at + 1
        of = kind(codes[at])
        if of == 1:
            while end < len(codes) and kind(codes[end]) == 1:
                end += 1
            yield codes[at : min(end, at + LONGEST_TERM)]
        elif of == 2 or "\ud800" <= codes[at] < "\ue000":
            yield term_of_code(ord(codes[at]))
        else:
            yield GAP
        at = end


def is_open(term: str) -> bool:
    """Whether a term is a token of letters and digits, which may go on."""
    return kind(term[-1]) == 1
