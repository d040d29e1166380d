"""Decides what of the index before stays: which segments are shared, which documents are written into a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.segments import DEAD, FILE, Live
from search.sidecar import SidecarError
from view.document import Documents

Array = npt.NDArray[Any]

#: A segment that holds at most this many times the documents of the new one is written into it, so that the number
#: of segments grows with the logarithm of the number of builds.
FOLDED = 2
#: When the deleted and the newly written documents are more than this share of all (and than a few), the index is
#: made anew at one go: what every query pays for them is then more than one build saves.
SHARE, FEW = 1 / 16, 50


@dataclass(slots=True)
class Renewal:
    """An index made of the one before.

    `kept` are segments of `previous` by their place there, `numbers` gives for each of their documents its live
    number or DEAD. `fresh` are the documents to write, by their place among all (oldest first).
    """

    previous: Live
    kept: list[int] = field(default_factory=list)
    numbers: list[Array] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)


def signature(path: Path) -> list[int]:
    """Size and time of a file, which tell whether someone has written to it."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def open_previous(folder: Path | None, made_by: str) -> Live | None:
    """The index before, when it is whole, untouched, and was `made_by` the same program from the same vocabulary."""
    if folder is None or not (folder / FILE).is_file():
        return None
    try:
        live = Live(folder)
    except (SidecarError, OSError, LookupError, ValueError):
        return None
    files: dict[str, list[int]] = live.facts.get("files", {})
    try:
        whole = live.facts.get("made_by") == made_by and all(
            signature(folder / name) == wanted for name, wanted in files.items()
        )
    except OSError:
        whole = False
    if whole and files:
        return live
    live.close()
    return None


def renew(previous: Live, documents: Documents) -> Renewal | None:
    """How to make the index of `documents` from the one before; None when it is better made anew."""
    known = {ident: (digest, number) for number, ident, digest in previous.digests()}
    fresh: list[int] = []
    unchanged: list[list[tuple[int, int]]] = [[] for _ in previous.segments]  # (number there, place among all)
    for place, (ident, digest) in enumerate(documents.marks()):
        before, number = known.get(ident, ("", 0))
        if before == digest:
            owner, local = previous.where(number)
            unchanged[owner].append((local, place))
        else:
            fresh.append(place)
    kept = list(range(len(unchanged)))
    while len(kept) > 1 and len(unchanged[kept[-1]]) <= FOLDED * len(fresh):
        fresh += [place for _, place in unchanged[kept.pop()]]
    kept = [at for at in kept if at == 0 or unchanged[at]]
    if _worn(len(previous.segments[0].numbers), len(unchanged[0]), len(documents)):
        return None
    newest = len(documents) - 1
    numbers = [_numbers(len(previous.segments[at].numbers), unchanged[at], newest) for at in kept]
    return Renewal(previous, kept, numbers, sorted(fresh))


def _numbers(size: int, unchanged: list[tuple[int, int]], newest: int) -> Array:
    numbers = np.full(size, DEAD, np.uint32)
    if unchanged:
        local, place = np.array(unchanged, np.int64).T
        numbers[local] = newest - place
    return numbers


def _worn(size: int, unchanged: int, documents: int) -> bool:
    """Whether so much of the first segment is deleted, or stands beside it, that all is better made anew."""
    extra = (documents - unchanged) + (size - unchanged)
    return not unchanged or extra > max(FEW, documents * SHARE)
