"""A finding of `lint`: where, which code, and what to do; and the codes there are."""

from __future__ import annotations

from typing import NamedTuple

#: Every code; docs/writing.md tells editors what each finds, and the cure.
CODES = (
    "title-long",
    "summary-missing",
    "place-untagged",
    "place-unnamed",
    "punctuation",
    "year-missing",
    "word",
    "forbidden",
    "level-reason",
    "picture-large",
    "duplicate",
    "channel-empty",
    "channel-overdue",
    "link-broken",
    "lint-off",
)


class Finding(NamedTuple):
    """One thing that could be better. `file` is relative to the root; line and column count from 1."""

    file: str
    line: int
    column: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}"
