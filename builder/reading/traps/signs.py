"""Signs at the beginning of a line that make something else than was meant: fences, definitions, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.reading.traps.trap import BodyText, Line, Trap

_OPEN_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
#: A term that a definition below it explains is short and no sentence.
_LONGEST_TERM = 40


def sign_traps(body: BodyText) -> Iterator[Trap]:
    """The traps at the beginnings of lines in a body."""
    before: Line | None = None
    for line in body.lines:
        text, blank = line.text.lstrip(" "), line.begin - line.start
        if found := _OPEN_FENCE.match(text):
            what = "is never closed; write the same signs in a line of their own after the code"
            inside = "makes code at the margin only; delete the spaces before it, or indent the code by 8 without it"
            yield Trap(line.begin, f"{found[1]} {inside if blank else what}")
        if blank < 4 and re.match(r":[ ]{1,3}\S", text) and not _is_term(before):
            yield Trap(
                line.begin, 'a colon at the beginning makes a definition, and is not shown; write "：" or "&#58;"'
            )
        if found := re.match(r"#{1,6}(?=[^#\s\\])", text):
            yield Trap(
                line.begin, f'this is a heading here, and text elsewhere; write "{found[0]} …" or "\\{found[0]}…"'
            )
        if re.fullmatch(r"(?:=+|-+)[ ]*", text) and before is not None and _is_no_heading(before):
            message = "a line of dashes makes a heading of the line before; put an empty line between them"
            yield Trap(line.begin, message, (line.empty_line_before(),))
        before = line


def _is_no_heading(line: Line) -> bool:
    return line.is_item or re.match(r"[ ]{0,3}(?:>|[-=]+[ ]*$)", line.text) is not None


def _is_term(line: Line | None) -> bool:
    """Whether a line may be what the definition below it explains, or another definition."""
    if line is None or line.is_blank:
        return False
    text = line.text.strip()
    return text.startswith(": ") or (len(text) <= _LONGEST_TERM and text[-1] not in "。；！？")
