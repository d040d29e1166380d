"""What the index notes of a text beside its words: customs codes, letters without their joiners, forms of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from search.text.canonical import LETTER, MAGNITUDE, units

#: What the notes begin with; no word does. A code, a word of letters without its joiners, a name as it is written.
CODE, JOINED, WRITTEN = "#", "~", "="
#: Figures of a code that are told apart: a chapter has two, a heading four, a national line ten.
CHAPTER, SHORTEST, LONGEST = 2, 4, 10
#: Letters of a joined word.
_LONGEST_JOINED = 24

#: A code that is called one. Points and spaces part it anywhere.
_CALLED = r"\bht?s ?(?:code|编码)?|税号|税则号列?|税目|品目|编码"
_NAMED = rf"(?:{_CALLED})[为是: ]*(\d\d(?:[. ]?\d\d){{0,4}})(?!\d)"
#: A code by its look: points after four, six and eight figures, or spaces, or 6, 8 or 10 figures; and nothing counted.
_POINTED = r"\d(?<![\d.-]\d)\d{3}(?:(?:\.\d\d(?:\d\d)?){1,3}|(?: \d\d){2,3})"
_PLAIN = r"\d(?<![\d.$€£¥-]\d)(?<!\D/\d)\d{5}(?:\d\d){0,2}(?!-)"
_JOINERS = r"/&.\-'’‐‑–·"
_JOINED = re.compile(rf"[{LETTER}](?<![{LETTER}\d].)[{LETTER}]*(?:[{_JOINERS}][{LETTER}]+)+(?![{LETTER}])")
_SPACED = re.compile(rf"[a-z](?<![{LETTER}\d].) [/&] [a-z](?![{LETTER}])")
#: What every text with a code in it has: four figures, or that it is called one.
_MAY_BE_CODED = re.compile(r"\d\d\.?\d\d|hs ?\d|hts|税号|税则|税目|品目|编码", re.ASCII)
_SIGNS = re.compile(rf"[ {_JOINERS}]")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    counted = "|".join(map(re.escape, units()))
    number = rf"(?!\d|\.\d|,\d{{1,3}}(?![\d.])|%| ?(?:{MAGNITUDE}|{counted}))"
    return re.compile(_NAMED, re.ASCII), re.compile(f"(?:{_POINTED}|{_PLAIN}){number}", re.ASCII)


def codes(folded: str) -> Iterator[str]:
    """The figures of every customs code in a folded text."""
    if _MAY_BE_CODED.search(folded):
        named, others = _patterns()
        yield from (re.sub(r"[. ]", "", match[1]) for match in named.finditer(folded))
        yield from (re.sub(r"[. ]", "", match[0]) for match in others.finditer(folded))


def named_code(folded: str, at: int) -> tuple[str, int] | None:
    """The figures of a code that is called one from a character on (HS8541.43), and where they end."""
    found = _patterns()[0].match(folded, at)
    return (re.sub(r"[. ]", "", found[1]), found.end()) if found else None


def spaced_letters(folded: str, at: int) -> int:
    """Where two letters with a sign and spaces between them end (D / A); `at` if none begin there."""
    found = _SPACED.match(folded, at)
    return found.end() if found else at


def joined_words(folded: str) -> Iterator[str]:
    """Words in letters that are written with joiners, without them: L/C, Wi-Fi."""
    for pattern in (_JOINED, _SPACED):
        for match in pattern.finditer(folded):
            word = _SIGNS.sub("", match[0])
            if len(word) <= _LONGEST_JOINED:
                yield word


def joined_mark(text: str) -> tuple[str, ...]:
    """The note that letters are found by however they are joined; nothing for other texts."""
    return (JOINED + text,) if text.isalpha() and re.match(f"[{LETTER}]{{2}}", text) else ()


def marks_of(folded: str) -> Iterator[str]:
    """All of it, as the index has it: a code under each shorter code that leads to it."""
    for code in codes(folded):
        yield from (CODE + code[:length] for length in range(CHAPTER, min(len(code), LONGEST) + 1))
    yield from (JOINED + word for word in joined_words(folded))


@cache
def forms() -> dict[str, str]:
    """Word → the more usual way to write it: 计画 → 计划. Unlike forms of characters these hold for whole words."""
    lines = (Path(__file__).parent / "data" / "forms.txt").read_text(encoding="utf-8").splitlines()
    return {form: usual for usual, *others in map(str.split, lines) for form in others}


@cache
def forms_of(usual: str) -> tuple[str, ...]:
    """The other ways to write a word."""
    return tuple(form for form, known in forms().items() if known == usual)
