"""Gives back what was worked out for the documents of a segment, so that they are written again without being cut anew.

Cutting and folding is two thirds of what a document costs; a segment that loses one document has thousands that stay.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from search.store.segments import Live, Segment
from search.store.whoosh_index import WhooshReader
from search.text.analysis import STREAM_FIELDS, Analysis


class Recovery:
    """The analyses and records of an index that the same program made from the same vocabulary."""

    def __init__(self, folder: Path, live: Live) -> None:
        self._live, self._whoosh = live, WhooshReader(folder)
        self._held: dict[int, _Words] = {}

    def document(self, at: int, number: int) -> tuple[bytes, Analysis]:
        """The record and the analysis of a document of a segment, under the number that it has there."""
        segment = self._live.segments[at]
        if at not in self._held:
            self._held[at] = _Words(segment)
        stored = int(segment.sidecar.arrays["stored"][number]) + self._live.first[at]
        streams = tuple(segment.places.stream(field, number) for field in STREAM_FIELDS)
        return self._whoosh.record(stored), Analysis(streams, self._held[at].of(number))

    def close(self) -> None:
        """Close the files."""
        self._whoosh.close()


class _Words:
    """The words of each document of a segment, turned round from the documents of each word."""

    def __init__(self, segment: Segment) -> None:
        arrays = segment.sidecar.arrays
        self._words = segment.sidecar.strings("word")
        docs, ends = arrays["word_posting_docs"], arrays["word_posting_at"].astype(np.int64)
        order = np.argsort(docs, kind="stable")
        self._ranks = np.repeat(np.arange(len(self._words)), ends[1:] - ends[:-1])[order]
        self._weights = arrays["word_posting_weights"][order]
        self._at = np.cumsum([0, *np.bincount(docs, minlength=len(segment.numbers))]).tolist()

    def of(self, number: int) -> dict[str, int]:
        """The words of one document with their weights."""
        first, end = self._at[number : number + 2]
        held = zip(self._ranks[first:end].tolist(), self._weights[first:end].tolist(), strict=True)
        return {self._words[rank]: weight for rank, weight in held}
