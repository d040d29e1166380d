"""The live documents of an index: its segments, what was deleted from each taken out, numbered from the newest.

A segment is never changed once it is written. Publishing one bulletin adds a small one and numbers the documents anew
(`live.bin`); the others are shared with the generation before by hard links. Whatever is answered comes from live
documents alone, so it is what an index made at one go would answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pyroaring import BitMap

from search.store.array_file import Array, Sidecar, Strings
from search.store.bitmaps import bitmap_of
from search.store.positions import Dictionary, Positions

FILE = "live.bin"
#: The number of a document that was deleted.
DEAD = 0xFFFFFFFF


class Segment:
    """One segment. `numbers` gives each of its documents' live number, DEAD for those that were deleted."""

    def __init__(self, sidecar: Sidecar, numbers: Array, first: int, dead: Dictionary | None) -> None:
        self.sidecar, self.numbers = sidecar, numbers
        self.places = Positions(sidecar)
        #: The documents that live, and their numbers in the index of record.
        self.alive = np.flatnonzero(numbers != DEAD)
        self.stored = sidecar.arrays["stored"][self.alive].astype(np.int64) + first
        self.has_dead = len(self.alive) < len(numbers)
        self._dead = dead
        self._same = not self.has_dead and bool((numbers == np.arange(len(numbers))).all())

    def live(self, documents: Array, *values: Array) -> tuple[Array, ...]:
        """Live numbers for the segment's own, with what belongs to each; the deleted are left out."""
        if self._same:
            return documents, *values
        numbers = self.numbers[documents]
        if not self.has_dead:
            return numbers, *values
        kept = numbers != DEAD
        return numbers[kept], *(value[kept] for value in values)

    def sizes(self, codes: str, *, prefix: bool = False) -> list[int]:
        """For each part of a text in how many places of live documents it stands; with `prefix` it may go on."""
        sizes = [part.size for part in self.places.dictionary.parts(codes, prefix=prefix)]
        if self._dead:
            gone = [part.size for part in self._dead.parts(codes, prefix=prefix)]
            sizes = [size - less for size, less in zip(sizes, gone, strict=True)]
        return sizes

    def word_size(self, word: str) -> int:
        """How many live documents hold a word."""
        first, last = self.places.word_range(word)
        if not self.has_dead or first == last:
            return last - first
        return len(self.live(self.places.word_documents(first, last))[0])


class Live:
    """All segments of an index as one. `dates` (microseconds) and `statuses` go by document, the newest first."""

    def __init__(self, folder: Path) -> None:
        self._file = Sidecar(folder / FILE)
        self.facts, arrays = self._file.facts, self._file.arrays
        self.size: int = self.facts["documents"]
        #: The file of each segment, and the number that its first document has in the index of record.
        self.files: list[str] = self.facts["segments"]
        self.first: list[int] = self.facts["first"]
        self.segments: list[Segment] = []
        for at, (name, first) in enumerate(zip(self.files, self.first, strict=True)):
            dead = Dictionary(self._file, f"dead_{at}_") if f"dead_{at}_pair" in arrays else None
            self.segments.append(Segment(Sidecar(folder / name), arrays[f"numbers_{at}"], first, dead))
        self.dates, self.statuses = self._each("date", np.int64), self._each("status", np.uint8)
        self.stored = np.zeros(self.size, np.int64)
        self._owner = np.zeros(self.size, np.uint16)
        self._local = np.zeros(self.size, np.uint32)
        for at, segment in enumerate(self.segments):
            numbers = segment.numbers[segment.alive]
            self.stored[numbers] = segment.stored
            self._owner[numbers] = at
            self._local[numbers] = segment.alive
        self._texts: dict[str, list[Strings]] = {
            name: [Strings(segment.sidecar, name) for segment in self.segments] for name in ("id", "title")
        }

    def _each(self, name: str, kind: Any) -> Array:
        values = np.zeros(self.size, kind)
        for segment in self.segments:
            values[segment.numbers[segment.alive]] = segment.sidecar.arrays[name][segment.alive]
        return values

    def where(self, document: int) -> tuple[int, int]:
        """Which segment a live document is in, and its number there."""
        return int(self._owner[document]), int(self._local[document])

    def digests(self) -> Iterator[tuple[int, str, str]]:
        """Every live document's number, id and digest."""
        for segment in self.segments:
            ids, digests = segment.sidecar.strings("id"), segment.sidecar.strings("digest")
            numbers = segment.numbers.tolist()
            for local in segment.alive.tolist():
                yield numbers[local], ids[local], digests[local]

    def place(self, document: int) -> tuple[Segment, int]:
        """The segment of a live document, and its number there."""
        owner, local = self.where(document)
        return self.segments[owner], local

    def text(self, name: str, document: int) -> str:
        """The `id` or `title` of a live document."""
        owner, local = self.where(document)
        return self._texts[name][owner][local]

    def lengths(self) -> Array:
        """How many characters each live document has."""
        lengths = np.zeros(self.size)
        for segment in self.segments:
            lengths[segment.numbers[segment.alive]] = segment.places.lengths()[segment.alive]
        return lengths

    def holders(self, facet: str) -> Mapping[str, BitMap]:
        """For each value of a facet that a live document has, those documents."""
        found: dict[str, BitMap] = {}
        for segment in self.segments:
            ends = segment.sidecar.arrays[f"{facet}_posting_at"].tolist()
            every = segment.sidecar.arrays[f"{facet}_posting_docs"]
            for at, code in enumerate(segment.sidecar.strings(facet)):
                (docs,) = segment.live(every[ends[at] : ends[at + 1]])
                if len(docs):
                    found[code] = found[code] | bitmap_of(docs) if code in found else bitmap_of(docs)
        return found

    def verify(self) -> None:
        """Check every array of every file."""
        for sidecar in (self._file, *(segment.sidecar for segment in self.segments)):
            sidecar.verify()

    def close(self) -> None:
        """Close the files."""
        for sidecar in (self._file, *(segment.sidecar for segment in self.segments)):
            sidecar.close()


def joined(parts: Sequence[tuple[Array, ...]]) -> tuple[Array, ...]:
    """Postings of several segments as one, in order of the documents."""
    filled = [part for part in parts if len(part[0])]
    if len(filled) <= 1:
        return filled[0] if filled else parts[0]
    docs = np.concatenate([part[0] for part in filled])
    order = np.argsort(docs, kind="stable")
    rest = (np.concatenate(columns)[order] for columns in zip(*(part[1:] for part in filled), strict=True))
    return docs[order], *rest
