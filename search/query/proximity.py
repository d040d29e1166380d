"""Lifts documents in which the words of a query stand close together, among those that already come first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.store.array_file import Array
from search.store.segments import Live
from search.text.analysis import stream_codes
from search.understanding.understanding import Understood

#: How many of the first documents are looked at: three pages. The order of the others stays as it is.
LOOKED_AT = 60
#: The greatest lift, for words that touch; it halves with every HALF_GAP characters between them.
LIFT, HALF_GAP = 0.3, 8.0
#: Words beyond this many, and occurrences of one word beyond this many, are not looked at.
_WORDS, _OCCURRENCES = 8, 12
_FIELDS = ("title", "summary", "body")


class Proximity:
    """Measures how close words stand in the stored streams."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def lifts(self, understood: Understood, docs: Array) -> Array:
        """By how much to multiply the score of each of these documents."""
        texts = [need.text for need in understood.needs if not (need.is_grammar or need.ways)][:_WORDS]
        if len(texts) < 2:
            return np.ones(len(docs))
        wanted = [stream_codes(text).encode("utf-16-le", "surrogatepass") for text in texts]
        return 1.0 + LIFT * np.array([self._closeness(wanted, doc) for doc in docs.tolist()])

    def _closeness(self, wanted: Sequence[bytes], doc: int) -> float:
        """From 0 to 1: the mean over neighbouring words of the query of how close they come in one field."""
        best = [0.0] * (len(wanted) - 1)
        segment, local = self._live.place(doc)
        for field in _FIELDS:
            text = segment.places.stream(field, local)
            places = [_occurrences(text, one) for one in wanted]
            for at, (first, second) in enumerate(pairwise(range(len(wanted)))):
                for a in places[first]:
                    for b in places[second]:
                        gap = (b - a - len(wanted[first]) if b > a else a - b - len(wanted[second])) / 2
                        best[at] = max(best[at], 0.5 ** (max(gap, 0.0) / HALF_GAP))
        return sum(best) / len(best)


def _occurrences(text: bytes, wanted: bytes) -> list[int]:
    """The first places, in bytes, where some text stands."""
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0 and len(found) < _OCCURRENCES:
        if at % 2 == 0:
            found.append(at)
        at = text.find(wanted, at + 1)
    return found
