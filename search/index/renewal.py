"""Decides what of the index before stays: which segments are shared, which documents are written into a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

import numpy as np

from search.store.array_file import Array, SidecarError
from search.store.segments import DEAD, FILE, Live, Segment
from view.bulletin import Documents

#: A segment that holds at most this many times the documents of the new one is written into it, so that the number
#: of segments grows with the logarithm of the number of builds.
FOLDED = 2
#: When the deleted and the newly written documents are more than this share of all (and than a few), the index is
#: made anew at one go: what every query pays for them is then more than one build saves.
SHARE, FEW = 1 / 16, 50
#: The place of a document that is not among all any more.
GONE = -1


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


def segment_signature(path: Path) -> list[int]:
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
            segment_signature(folder / name) == wanted for name, wanted in files.items()
        )
    except OSError:
        whole = False
    if whole and files:
        return live
    live.close()
    return None


def renew(previous: Live, documents: Documents) -> Renewal | None:
    """How to make the index of `documents` from the one before; None when it is better made anew."""
    place_of = {mark: place for place, mark in enumerate(documents.marks())}
    places = [_places(segment, place_of) for segment in previous.segments]
    there = [array[array != GONE] for array in places]
    missing = np.ones(len(documents), bool)
    missing[np.concatenate(there)] = False
    fresh: list[int] = np.flatnonzero(missing).tolist()
    kept = list(range(len(there)))
    while len(kept) > 1 and len(there[kept[-1]]) <= FOLDED * len(fresh):
        fresh += there[kept.pop()].tolist()
    kept = [at for at in kept if at == 0 or len(there[at])]
    if _worn(len(previous.segments[0].numbers), len(there[0]), len(documents)):
        return None
    newest = len(documents) - 1
    numbers = [np.where(places[at] == GONE, DEAD, newest - places[at]).astype(np.uint32) for at in kept]
    return Renewal(previous, kept, numbers, sorted(fresh))


def _places(segment: Segment, place_of: Mapping[tuple[str, str], int]) -> Array:
    """Where each document of a segment stands among all documents; GONE if it was deleted or changed."""
    marks = zip(segment.sidecar.strings("id"), segment.sidecar.strings("digest"), strict=True)
    places = np.fromiter(map(place_of.get, marks, repeat(GONE)), np.int64, len(segment.numbers))
    places[segment.numbers == DEAD] = GONE
    return places


def _worn(size: int, unchanged: int, documents: int) -> bool:
    """Whether so much of the first segment is deleted, or stands beside it, that all is better made anew."""
    extra = (documents - unchanged) + (size - unchanged)
    return not unchanged or extra > max(FEW, documents * SHARE)
