"""The silent traps of a body: warnings, or problems where text is shown that nobody meant for readers."""

from __future__ import annotations

from builder.reading.block_traps import block_traps
from builder.reading.inline_traps import inline_traps
from builder.reading.trap import BodyText, Trap


def find_traps(text: str) -> tuple[BodyText, list[Trap]]:
    """The body as it was looked at, and its traps in order of place; of two that overlap the first."""
    body = BodyText(text)
    found: list[Trap] = []
    end = -1
    for one in sorted([*block_traps(body), *inline_traps(body)], key=lambda one: (one.at, -len(one.edits))):
        if one.at >= end:
            found.append(one)
            end = max((edit.end for edit in one.edits), default=end)
    return body, found
