"""Values of front matter that YAML cuts: a space and # begin a comment, whatever the writer meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from builder.reading.front_matter import FrontMatter, SourceText
from builder.reading.traps.trap import Edit

#: Keys whose values are prose, in which nobody means a comment.
_PROSE = frozenset(("title", "summary", "source", "keywords", "changes.note", "title_en", "summary_en", "actions"))
_COMMENT = re.compile(r"[ \t]+#.*")


def tell_cut_values(source: SourceText, front: FrontMatter, text: str) -> None:
    """Tell every value that goes on behind a # in the front matter's text."""
    for key, line, column, message, _ in _cut_values(front, text):
        source.problem(line + 2, column + 1, key, message, warning=True)


def value_edits(front: FrontMatter, text: str) -> list[Edit]:
    """What puts those values in quotation marks; offsets are those of the front matter's text."""
    return [edit for *_, edit in _cut_values(front, text) if edit is not None]


def _cut_values(front: FrontMatter, text: str) -> Iterator[tuple[str, int, int, str, Edit | None]]:
    """Key, line, column (from 0), message and correction of each."""
    if " #" not in text and "\t#" not in text:
        return
    lines = text.split("\n")
    for key, node in front.scalars():
        first, last = node.start_mark, node.end_mark
        at = front.column(last)
        found = _COMMENT.match(lines[last.line], at) if last.line < len(lines) else None
        if key not in _PROSE or node.style or found is None:
            continue
        rest = found[0].rstrip()
        right = json.dumps(f"{node.value}{rest}", ensure_ascii=False)
        edit = None
        if first.line == last.line:
            start = sum(len(line) + 1 for line in lines[: last.line])
            edit = Edit(start + front.column(first), start + at + len(rest), right)
        message = f'"{rest.strip()}" is a comment and is not shown; write {right}'
        yield key, last.line, at + len(rest) - len(rest.lstrip()), message, edit
