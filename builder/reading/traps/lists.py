"""Traps of lists: items that run on as text or lose their place, and text that an indent makes code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile, pairwise

from builder.reading.traps.trap import DEFINED, HAN, BodyText, Edit, Line, Trap, indented_code

_WORD = rf"[{HAN}A-Za-z“‘【《（(]"
_GLUED = re.compile(rf"([-+]|\d{{1,3}}\.)(?={_WORD})")
_BRACKET_NUMBER = re.compile(r"(\d{1,3})\)[ \t]")
_OTHER_BULLET = re.compile(r"[•·●○■◆▪‣–—](?=[ \t\u3000])")
_OTHER_NUMBER = re.compile(r"(?:\(\d{1,3}\)|（\d{1,3}）|\d{1,3}[)）、]|[①-⑳]|[（(]?[一二三四五六七八九十]{1,3}[）)、])")
_QUOTED = re.compile(r"[ ]{0,3}>[ ]?")
_HEADING = re.compile(r"#|(?:=+|-+)[ ]*$")
#: A line that says where a name leads.
_NAME = re.compile(r"[ ]{0,3}\[[^\]^][^\]]*\]:")


def list_traps(body: BodyText) -> Iterator[Trap]:
    """The traps of lists in a body."""
    yield from _accidental_code(body.lines)
    for lines in _by_quotation(body.lines):
        yield from _nested(lines)
        for block in _blocks(lines):
            yield from _within_text(block)
            yield from _run_on(block)
        for line in lines:
            yield from _of_signs(line)


def _by_quotation(lines: list[Line]) -> Iterator[list[Line]]:
    """The lines outside quotations, and those of each: a quotation goes on to the next empty line."""
    outside: list[Line] = []
    quoted: list[Line] = []
    for line in lines:
        found = _QUOTED.match(line.text)
        if found or (quoted and not line.is_blank):
            end = found.end() if found else 0
            quoted.append(line._replace(start=line.start + end, text=line.text[end:], prefix=line.text[:end]))
            outside.append(line._replace(text=""))
            continue
        if quoted:
            yield from _by_quotation(quoted)
            quoted = []
        outside.append(line)
    if quoted:
        yield from _by_quotation(quoted)
    yield outside


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that Markdown reads together: none empty, none a heading. Those of HTML are left out."""
    block: list[Line] = []
    for line in lines:
        if line.is_blank or _HEADING.match(line.text.lstrip()):
            if block:
                yield block
            block = []
        elif block or not re.match(r"[ ]{0,3}<(?:/?[a-z]+[\s>/]|!--)", line.text):
            block.append(line)
    if block:
        yield block


def _within_text(block: list[Line]) -> Iterator[Trap]:
    """Items that no list takes: after a line of text, or of another kind than the list that they follow."""
    block = list(dropwhile(lambda line: line.indent >= 4 or _NAME.match(line.text), block))
    if not block or DEFINED.match(block[0].text):
        return
    kind = _kind(block[0])
    for line in block[1:]:
        if line.is_item and line.indent < 4 and _kind(line) != kind:
            message = "a list right after a line of text is shown as running text; put an empty line before it"
            yield Trap(line.begin, message, (line.empty_line_before(),))
            return


def _kind(line: Line) -> str:
    """What kind of list an item belongs to; empty for text."""
    if not line.is_item:
        return ""
    return "number" if line.text.lstrip()[0].isdigit() else "bullet"


def _of_signs(line: Line) -> Iterator[Trap]:
    """Signs at the beginning of a line that make no list, though they look so or do elsewhere."""
    text, start = line.text.lstrip(" "), line.begin
    if found := _GLUED.match(text):
        message = f'this is no item of a list; write "{found[1]} {text[found.end() :][:10]}", with a space'
        yield Trap(start, message, (Edit(start + found.end(), start + found.end(), " "),))
    if found := _BRACKET_NUMBER.match(text):
        after = start + len(found[1])
        message = f'"{found[1]})" makes no list; write "{found[1]}. {text[found.end() :].strip()[:10]}"'
        yield Trap(start, message, (Edit(after, after + 1, "."),))
    if found := _OTHER_BULLET.match(text):
        message = f'"{found[0]}" makes no list; write "- {text[found.end() :].strip()[:10]}"'
        yield Trap(start, message, (Edit(start, start + found.end() + 1, "- "),))


def _nested(lines: list[Line]) -> Iterator[Trap]:
    """Items below others by two or three spaces, which are shown as neighbours or run on, and what belongs to them."""
    stack: list[tuple[int, int]] = []  # (spaces before the mark, spaces before what it holds)
    shift, after_blank = 0, False
    for line in lines:
        if line.is_blank:
            after_blank = True
            continue
        if line.is_item:
            while stack and line.indent < stack[-1][1]:
                stack.pop()
            depth = len(stack)
            found = re.match(r"[ \t]*(?:[-*+]|\d{1,9}\.)[ \t]+", line.text)
            stack.append((line.indent, len((found[0] if found else "").expandtabs(4))))
            shift = 4 * depth - line.indent
            if depth and shift > 0:
                message = (
                    f"an item below another needs {4 * depth} spaces before it, not {line.indent}; "
                    "it is shown as no sub-item"
                )
                yield Trap(line.begin, message, (Edit(line.start, line.begin, " " * (4 * depth)),))
        elif after_blank and line.indent == 0:
            stack, shift = [], 0
        elif stack and shift > 0 and line.indent >= 2:
            yield Trap(line.start, "", (Edit(line.start, line.start, " " * shift),))
        after_blank = False


def _accidental_code(lines: list[Line]) -> Iterator[Trap]:
    """Prose that four spaces or a tab make code."""
    message = "four spaces or a tab at the beginning make this code; delete them"
    for line, is_prose in indented_code(lines):
        if is_prose:
            edit = Edit(line.start, line.start + len(line.text) - len(line.text.lstrip()), "")
            yield Trap(line.start, message, (edit,))


def _run_on(block: list[Line]) -> Iterator[Trap]:
    """Lines with numbers that make no list: they run on in one paragraph."""
    for before, line in pairwise(block):
        if _is_numbered(before) and _is_numbered(line):
            message = 'lines that begin so run on in one paragraph; put an empty line between them, or write "1. …"'
            yield Trap(line.begin, message, (line.empty_line_before(),))


def _is_numbered(line: Line) -> bool:
    return not line.is_item and line.indent < 4 and _OTHER_NUMBER.match(line.text.lstrip()) is not None
