"""A content file as an editor's window shows it, and back: lines that were not touched keep their bytes."""

from __future__ import annotations

import hashlib
import re
from difflib import SequenceMatcher
from typing import NamedTuple

from builder.base.limits import LARGEST_FILE

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARK = "\ufeff"
#: Lines before times lines after, of the part that differs: beyond that all of it counts as new.
_MOST_COMPARED = 25_000_000


class ShownText(NamedTuple):
    """A file as text with line feeds and without byte order mark. `encoding` is empty where it cannot be shown."""

    text: str
    encoding: str


def shown_text(raw: bytes) -> ShownText:
    """The text of a file. One in GB 18030 is shown as such and becomes UTF-8 when it is saved with changes."""
    if len(raw) > LARGEST_FILE:
        return ShownText("", "")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return ShownText(_LINE_END.sub("\n", text.removeprefix(_MARK)), encoding)
    return ShownText(raw.decode("utf-8", "replace"), "")


def version_of(raw: bytes) -> str:
    """What tells one state of a file from another: a digest of its bytes."""
    return hashlib.sha256(raw).hexdigest()[:32]


def written_back(raw: bytes, text: str) -> bytes:
    """The bytes of a file whose text was edited: unchanged lines keep their ends, new ones have their neighbours'.

    UnicodeEncodeError where the text holds what no file can.
    """
    text = _LINE_END.sub("\n", text.removeprefix(_MARK))
    before = shown_text(raw)
    if text == before.text:
        return raw
    if before.encoding != "utf-8":
        return text.encode()
    source = raw.decode("utf-8")
    ends = _LINE_END.findall(source)
    if all(one == "\n" for one in ends):
        written = text
    else:
        written = _with_ends(before.text.split("\n"), [*ends, ""], text.split("\n"))
    return ((_MARK if source.startswith(_MARK) else "") + written).encode()


def _with_ends(old: list[str], ends: list[str], new: list[str]) -> str:
    """New lines, joined by the ends of the old lines that they were or took the place of."""
    kept: dict[int, str] = {}
    at_old = at_new = 0
    for one, other in [*matching_lines(old, new), (len(old), len(new))]:
        for step in range(min(one - at_old, other - at_new)):
            kept[at_new + step] = ends[at_old + step]
        if one < len(old):
            kept[other] = ends[one]
        at_old, at_new = one + 1, other + 1
    usual, written = ends[0], ""
    pieces: list[str] = []
    for number, line in enumerate(new):
        usual = kept.get(number) or usual
        if number == len(new) - 1:
            end = ""
        elif not line and written == "\r" and usual[0] == "\n":
            end = "\r"  # a line feed would make one end of two
        else:
            end = usual
        pieces.append(line + end)
        written = end
    return "".join(pieces)


def matching_lines(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Pairs of places at which two texts have the same line, in order."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    pairs = [(at, at) for at in range(start)]
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if len(middle_old) * len(middle_new) <= _MOST_COMPARED:
        for one in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_matching_blocks():
            pairs += [(start + one.a + at, start + one.b + at) for at in range(one.size)]
    pairs += [(len(old) - at, len(new) - at) for at in range(end, 0, -1)]
    return pairs
