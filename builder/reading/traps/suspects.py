"""Whether a body can hold a trap at all: one look that clears nearly every body, so that building stays cheap."""

from __future__ import annotations

import re

from builder.reading.traps.trap import HAN

_ITEM = r"(?:[-*+]|\d{1,9}\.)[ \t]"
_NUMBER = r"(?:[(（]?\d{1,3}[)）、]|[①-⑳]|[（(]?[一二三四五六七八九十]{1,3}[）)、])"
#: Every alternative begins with a sign of its own, so that a search leaps from sign to sign.
_SUSPECT = re.compile(
    rf"""
    # Beginnings of lines, in quotations too: marks without a space or of other systems, definitions, fences, indents.
      \n(?:[ ]{{0,3}}>[ ]?)*[ ]{{0,3}}(?:
          (?:[-+]|\d{{1,3}}\.)[{HAN}A-Za-z“‘【《（(]
        | [•·●○■◆▪‣–—][ \t\u3000] | \d{{1,3}}\)[ \t] | :[ ] | ``` | ~~~ | \[[^\]\n]+\]: | \#{{1,6}}[^\#\s\\]
        | [ ]{{2}}[ ]*\S )
    | \n[ ]{{2,3}}\S
    # Two lines: an item after text or another kind of item, numbers that run on, dashes that make a heading.
    | \n(?!\s|[ ]{{0,3}}(?:\#|{_ITEM}))[^\n]+\n(?:[ ]{{0,3}}>[ ]?)*[ ]{{0,3}}{_ITEM}
    | \n[ ]{{0,3}}(?:[-*+][ \t][^\n]*\n[ ]{{0,3}}\d{{1,9}}\.[ \t] | \d{{1,9}}\.[ \t][^\n]*\n[ ]{{0,3}}[-*+][ \t])
    | \n(?:[ ]{{0,3}}>[ ]?)*[ ]{{0,3}}{_NUMBER}[^\n]*\n(?:[ ]{{0,3}}>[ ]?)*[ ]{{0,3}}{_NUMBER}
    | \n[ ]{{0,3}}(?:[>=-]|{_ITEM})[^\n]*\n[ ]*(?:=+|-+)[ ]*(?=\n)
    # Anywhere.
    | \t | [｜［］] | \[\^ | ~~
    | \](?:[（\[] | [ ]\[ | \([^()\n]*）)
    | \\["$%&',/:;<=?@^~|\n]
    | <[!！] | [-—－]{{2}}[>＞]
    | (?<![(<])https?://
    """,
    re.VERBOSE,
)
_DASHES = re.compile(r"\|(?:[ ]*:?-+:?[ ]*\|)+")


def is_suspect(text: str) -> bool:
    """Whether a body may hold a trap. False is certain."""
    return _SUSPECT.search(f"\n{text}\n") is not None or ("|" in text and not _has_plain_tables(text))


def _has_plain_tables(text: str) -> bool:
    """Whether every line with a bar belongs to a table between empty lines, all of its rows as wide as its dashes."""
    bars, row = 0, 0
    before = ""
    for line in text.split("\n"):
        if "|" not in line:
            if row == 1 or (row and line.strip()):
                return False
            row = 0
        else:
            row += 1
            if "\\" in line or "`" in line:
                return False
            if row == 1:
                if before.strip():
                    return False
                bars = line.count("|")
            elif line.count("|") != bars or (row == 2) != (_DASHES.fullmatch(line.rstrip(" ")) is not None):
                return False
            if line[0] != "|" or line.rstrip(" ")[-1] != "|":
                return False
        before = line
    return row != 1
