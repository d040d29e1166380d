"""The silent traps of a body: warnings, or problems where text is shown that nobody meant for readers."""

from __future__ import annotations

from builder.reading.traps.inline import inline_traps
from builder.reading.traps.lists import list_traps
from builder.reading.traps.signs import sign_traps
from builder.reading.traps.suspects import is_suspect
from builder.reading.traps.tables import table_traps
from builder.reading.traps.trap import BodyText, Trap


def find_traps(text: str) -> tuple[BodyText, list[Trap]] | None:
    """A body as it was looked at and its traps by place, of two that overlap the first; None where it has none."""
    if not is_suspect(text):
        return None
    body = BodyText(text)
    found: list[Trap] = []
    end = -1
    all_of_them = [*table_traps(body), *list_traps(body), *sign_traps(body), *inline_traps(body)]
    for one in sorted(all_of_them, key=lambda one: (one.at, -len(one.edits))):
        if one.at >= end and (not found or found[-1].at != one.at):
            found.append(one)
            end = max((edit.end for edit in one.edits), default=end)
    return (body, found) if found else None
