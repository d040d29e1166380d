"""Blocks of a rendered body with the line of the file that each began at, so that text and page scroll together."""

from __future__ import annotations

import re
from bisect import bisect_right
from html.parser import HTMLParser
from itertools import accumulate

_BLOCKS = frozenset(
    ("p", "h2", "h3", "h4", "h5", "h6", "li", "tr", "pre", "blockquote", "dt", "dd", "hr", "img", "figure")
)
_NO_WORD = re.compile(r"[\W_]+")
#: Characters by which a block is found in the text, and the fewest that say enough.
_KEY, _LEAST = 24, 6


class _Opened(HTMLParser):
    """Where blocks open, and the first words after each."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self._starts = [0, *accumulate(len(line) for line in markup.splitlines(keepends=True))]
        self.found: list[list[str | int]] = []  # where an attribute can stand, and the words
        self._filling: list[list[str | int]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            line, column = self.getpos()
            block: list[str | int] = [self._starts[line - 1] + column + 1 + len(tag), ""]
            self.found.append(block)
            self._filling.append(block)

    def handle_data(self, data: str) -> None:
        words = _NO_WORD.sub("", data)
        for block in self._filling if words else ():
            block[1] = (str(block[1]) + words)[:_KEY]
        self._filling = [block for block in self._filling if len(str(block[1])) < _KEY]


def with_lines(markup: str, body: str, first_line: int) -> str:
    """The markup with `data-line` at every block whose words are found in the body, in order."""
    lines = [_NO_WORD.sub("", line) for line in body.split("\n")]
    starts = [0, *accumulate(map(len, lines))]
    words, at, last, pieces = "".join(lines), 0, 0, []
    for place, key in _Opened(markup.replace("\r", "\n")).found:
        start = _find(words, str(key), at)
        if start is None:
            continue
        at = start
        pieces.append(f'{markup[last : int(place)]} data-line="{first_line + bisect_right(starts, start) - 1}"')
        last = int(place)
    return "".join([*pieces, markup[last:]])


def _find(words: str, key: str, at: int) -> int | None:
    for length in dict.fromkeys((len(key), min(len(key), _LEAST))):
        if length and (found := words.find(key[:length], at)) >= 0:
            return found
    return None
