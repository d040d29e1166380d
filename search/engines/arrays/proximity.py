"""Lifts documents in which the words of a query stand close together, among those that already come first."""

from __future__ import annotations

import numpy as np

from search.query.scoring import CLOSE_FIELDS, LIFT, close_words, closeness
from search.store.array_file import Array
from search.store.segments import Live
from search.understanding.understanding import Understood


class Proximity:
    """Measures how close words stand in the stored streams."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def lifts(self, understood: Understood, docs: Array) -> Array:
        """By how much to multiply the score of each of these documents."""
        wanted = close_words(understood)
        if len(wanted) < 2:
            return np.ones(len(docs))
        return 1.0 + LIFT * np.array([closeness(wanted, self._streams(doc)) for doc in docs.tolist()])

    def _streams(self, doc: int) -> list[bytes]:
        segment, local = self._live.place(doc)
        return [segment.places.stream(field, local) for field in CLOSE_FIELDS]
