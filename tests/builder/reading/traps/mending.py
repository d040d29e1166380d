"""A trap by itself: what is told of a text, and what it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from builder.reading.traps.trap import BodyText, Trap


def seen(find: Callable[[BodyText], Iterable[Trap]], text: str) -> list[tuple[int, str]]:
    """The offset of each trap, and the text with its own edits alone."""
    found = []
    for one in find(BodyText(text)):
        mended = text
        for edit in sorted(one.edits, reverse=True):
            mended = mended[: edit.start] + edit.text + mended[edit.end :]
        found.append((one.at, mended))
    return found
