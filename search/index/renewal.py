"""Decides what of the index before stays: which segments are shared, which documents are written into new ones.

A segment is shared as it is, so whatever was written into it stays in its file. Therefore one that holds a text which
is not published any more is written again without it, and its file left behind; so is, sooner or later, one that holds
wording that was replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from pathlib import Path

import numpy as np

from search.store.array_file import Array, SidecarError
from search.store.segments import DEAD, FILE, Live, Segment
from view.bulletin import Documents

#: The documents of a segment, at most: so many are written again because of one that is taken away. With segments half
#: as large that is done in half the time, and a query that meets its words for the first time looks in twice as many.
MOST = 4096
#: A segment that holds at most this many times the documents to be written is written with them, so that the number
#: of small segments grows with the logarithm of the number of builds.
FOLDED = 2
#: Replaced wording stays in a segment until it is that of more documents than these; it goes at once from a segment
#: that is written again in a moment, with so many documents at most.
FEW, QUICK = 50, 256
#: The place of a document that is not among all any more.
GONE = -1


@dataclass(slots=True)
class Renewal:
    """An index made of the one before.

    `kept` are segments of `previous` by their place there, `numbers` gives for each of their documents its live
    number or DEAD. `fresh` are the documents to write, by their place among all (oldest first); `moved` says of those
    that are only written again in which segment each is, and its number there.
    """

    previous: Live
    kept: list[int] = field(default_factory=list)
    numbers: list[Array] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)
    moved: dict[int, tuple[int, int]] = field(default_factory=dict)


def open_previous(folder: Path | None, made_by: str) -> Live | None:
    """The index before, when there is one that was `made_by` the same program from the same vocabulary."""
    if folder is None or not (folder / FILE).is_file():
        return None
    try:
        live = Live(folder)
    except (SidecarError, OSError, LookupError, ValueError):
        return None
    if live.facts.get("made_by") == made_by:
        return live
    live.close()
    return None


def renew(previous: Live, documents: Documents, *, replaced_stays: bool) -> Renewal:
    """How to make the index of `documents` from the one before.

    What is not published any more never stays; replaced wording of what is may, where `replaced_stays`.
    """
    marks = list(documents.marks())
    place_of = {mark: place for place, mark in enumerate(marks)}
    ids = {ident for ident, _ in marks}
    places = [_places(segment, place_of) for segment in previous.segments]
    missing = np.ones(len(documents), bool)
    for array in places:
        missing[array[array != GONE]] = False
    fresh: list[int] = np.flatnonzero(missing).tolist()
    kept = []
    for at, segment in enumerate(previous.segments):
        gone = np.flatnonzero(places[at] == GONE)
        if len(gone) and (_taken_away(segment, gone, ids) or not (replaced_stays and _may_stay(segment, len(gone)))):
            fresh += places[at][places[at] != GONE].tolist()
        else:
            kept.append(at)
    kept = _folded(kept, [array[array != GONE] for array in places], fresh)
    newest = len(documents) - 1
    numbers = [np.where(places[at] == GONE, DEAD, newest - places[at]).astype(np.uint32) for at in kept]
    moved = {
        place: (at, number)
        for at in set(range(len(places))) - set(kept)
        for number, place in enumerate(places[at].tolist())
        if place != GONE
    }
    return Renewal(previous, kept, numbers, sorted(fresh), moved)


def parts_of_segment(places: Sequence[int]) -> list[Sequence[int]]:
    """Documents to write, segment by segment: as few as can be, of like size."""
    count = -(-len(places) // MOST)
    ends = [len(places) * number // count for number in range(count + 1)] if count else [0]
    return [places[first:last] for first, last in pairwise(ends)]


def _places(segment: Segment, place_of: Mapping[tuple[str, str], int]) -> Array:
    """Where each document of a segment stands among all documents; GONE if it was deleted or changed."""
    marks = zip(segment.sidecar.strings("id"), segment.sidecar.strings("digest"), strict=True)
    places = np.fromiter(map(place_of.get, marks, repeat(GONE)), np.int64, len(segment.numbers))
    places[segment.numbers == DEAD] = GONE
    return places


def _taken_away(segment: Segment, gone: Array, published: set[str]) -> bool:
    """Whether one of these documents is a bulletin that is not published any more, in whatever wording."""
    ids = segment.sidecar.strings("id")
    return any(ids[number] not in published for number in gone.tolist())


def _may_stay(segment: Segment, replaced: int) -> bool:
    """Whether a segment is kept though so many of its documents have another wording now."""
    return len(segment.numbers) > QUICK and replaced <= FEW


def _folded(kept: Sequence[int], there: Sequence[Array], fresh: list[int]) -> list[int]:
    """The segments that stay; the documents of those that are small beside what is `fresh` join it."""
    left = sorted(kept, key=lambda at: -len(there[at]))
    while left and len(there[left[-1]]) <= min(FOLDED * len(fresh), MOST - len(fresh)):
        fresh += there[left.pop()].tolist()
    return sorted(left)
