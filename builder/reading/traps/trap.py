"""A silent trap: something that other editors show, or show otherwise, with its place and what to write instead."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

#: A fence and what it fences, as Python-Markdown finds it: at the margin, closed by the same sign.
_FENCED = re.compile(r"^(?P<fence>~{3,}|`{3,})[^\n`]*\n.*?^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL)
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(?:(?!\n\s*\n).)*?[^`]\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE_LIKE = re.compile(r"[{}=<>;$]|\(\)|^\s*(?:def|class|import|if|for|return)\b")
#: A footnote or a definition, to which indented lines belong.
DEFINED = re.compile(r"[ ]{0,3}(?:\[\^[^\]]+\]:|:[ ])")
#: Chinese characters, for a class of a pattern.
HAN = "\u3400-\u9fff\uf900-\ufaff"
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}\.)[ \t]+\S")


class Edit(NamedTuple):
    """What to write in place of a piece of a body; offsets are those of the body."""

    start: int
    end: int
    text: str


class Trap(NamedTuple):
    """A trap at an offset of a body. `edits` mend it where that is safe; `is_problem`: it shows what nobody meant."""

    at: int
    message: str
    edits: tuple[Edit, ...] = ()
    is_problem: bool = False


class Line(NamedTuple):
    """A line of a body; one of fenced code is blank. `start` is its offset, `text` what it says without its end.

    In a quotation both are those of what is quoted, and `prefix` is what makes it so.
    """

    start: int
    text: str
    prefix: str = ""

    @property
    def begin(self) -> int:
        """The offset of its first sign that is no space."""
        return self.start + len(self.text) - len(self.text.lstrip(" "))

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)

    def empty_line_before(self) -> Edit:
        """What parts it from the line before."""
        at = self.start - len(self.prefix)
        return Edit(at, at, f"{self.prefix.rstrip()}\n")

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        return not self.text.strip()

    @property
    def is_item(self) -> bool:
        """Whether it begins an item of a list."""
        return _ITEM.match(self.text) is not None

    @property
    def indent(self) -> int:
        """The spaces before it; a tab goes to the next fourth."""
        return len(self.text.expandtabs(4)) - len(self.text.expandtabs(4).lstrip(" "))


class BodyText:
    """A body with what is no prose in it blanked: `prose` has spaces in place of code and comments."""

    def __init__(self, text: str) -> None:
        self.text = text
        without_fences = _blanked(_FENCED, text)
        self.without_comments = _blanked(_COMMENT, without_fences)
        self.prose = _blanked(_CODE_SPAN, self.without_comments) if "`" in text else self.without_comments
        self.lines = list(_lines(text, without_fences))
        self.prose = _without(self.prose, (line for line, is_prose in indented_code(self.lines) if not is_prose))
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of an offset; both count from 0."""
        line = bisect_right(self._starts, at) - 1
        return line, at - self._starts[line]


def indented_code(lines: Iterable[Line]) -> Iterator[tuple[Line, bool]]:
    """The lines that four spaces or a tab make code, each with whether it looks like prose; below an item none is."""
    in_list, fresh, in_code = False, True, False
    for line in lines:
        if line.is_blank:
            fresh = True
            continue
        if line.indent < 4:
            in_list = line.is_item or (in_list and not fresh) or DEFINED.match(line.text) is not None
            in_code = False
        elif not in_list and (fresh or in_code):
            is_prose = fresh and re.search(f"[{HAN}]", line.text) is not None and not _CODE_LIKE.search(line.text)
            yield line, is_prose
            fresh, in_code = is_prose, True  # what follows prose is code as well
            continue
        fresh = False


def _without(text: str, lines: Iterable[Line]) -> str:
    """A text with some of its lines blanked."""
    parts: list[str] = []
    at = 0
    for line in lines:
        parts += (text[at : line.start], " " * len(line.text))
        at = line.end
    return "".join((*parts, text[at:]))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _lines(text: str, without_fences: str) -> Iterator[Line]:
    """The lines outside fences; a fenced one is blank."""
    start = 0
    for line in text.split("\n"):
        shown = without_fences[start : start + len(line)]
        yield Line(start, shown if shown.strip() else "")
        start += len(line) + 1
