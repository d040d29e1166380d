"""`check --fix`: the safe corrections of silent traps, shown as a diff and written; no other byte changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from builder.reading.front_matter import decode
from builder.reading.parsing import safe_edits
from builder.reading.scanning import scan
from builder.reading.traps.trap import Edit
from editing.files import locked, save
from editing.life.applying import diff
from editing.life.copies import Copies

#: Corrections may uncover others, as a list that is one at last has items; more often than this nobody waits.
_MOST_ROUNDS = 5


def mend(root: Path, at: datetime, say: Callable[[str], None]) -> int:
    """Correct every content file where that is safe, say each diff, and give how many files were written."""
    written = 0
    with locked(root):
        for one in scan(root).files:
            path = root / one.file
            before = path.read_bytes()
            after = mended(one.file, before)
            if after == before:
                continue
            say(diff(one.file, before, after).rstrip("\n"))
            if one.kind == "risk":
                Copies(root, one.id).keep("fix", before, after, at)
            save(path, after)
            written += 1
    return written


def mended(file: str, raw: bytes) -> bytes:
    """The bytes of a content file with its safe corrections."""
    for _ in range(_MOST_ROUNDS):
        source = decode(file, raw)
        edits = safe_edits(source)
        if not edits:
            break
        raw = _edited(raw, edits)
    return raw


def _edited(raw: bytes, edits: list[Edit]) -> bytes:
    """The bytes after edits of the text that they are read as: without byte order mark, with line feeds."""
    text = raw.decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    ends = re.findall(r"\r\n|\r|\n", text)
    newline = ends[0] if ends else "\n"
    pairs = [found.start() for found in re.finditer(r"\r\n", text)] if "\r\n" in text else []
    pieces, last = [mark], 0
    for edit in edits:
        start, end = (_offset(pairs, at) for at in (edit.start, edit.end))
        pieces += [text[last:start], edit.text.replace("\n", newline)]
        last = end
    return "".join([*pieces, text[last:]]).encode()


def _offset(pairs: list[int], at: int) -> int:
    """Where an offset of the read text lies in the written one, in which each of these pairs ends a line."""
    shift = 0
    for pair in pairs:
        if pair - shift >= at:
            break
        shift += 1
    return at + shift
