"""Which documents a query finds: all of its words, or most of them when no document has all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from math import log

import numpy as np
from pyroaring import BitMap

from search.query.postings import PostingReader
from search.query.understanding import Need, Understood, is_grammar, loosened
from search.store.bitmaps import bitmap_of
from search.text.names import Entity

#: With "most", a document must hold this share of what the best one holds, words weighed by their rarity.
MOST_SHARE = 0.2


def rarity(documents: int, size: int) -> float:
    """How much a match tells when `documents` of `size` have it (the idf of BM25, never negative)."""
    return log(1 + (size - documents + 0.5) / (documents + 0.5))


class Matcher:
    """Evaluates needs.

    `tagged` gives the documents that carry an entity as country, industry or channel, `published` those of a period.
    """

    def __init__(
        self,
        postings: PostingReader,
        tagged: Callable[[Entity], BitMap],
        published: Callable[[date, date], BitMap],
    ) -> None:
        self._postings = postings
        self._tagged = tagged
        self._published = published

    def match(self, understood: Understood) -> tuple[BitMap, str]:
        """The documents found, whatever the filters, and "all" or "most"."""
        excluded = BitMap()
        for needs in understood.excluded:
            excluded |= BitMap.intersection(*map(self.documents, needs))
        everything = BitMap()
        everything.add_range(0, self._postings.size)
        if not understood.needs:
            return (everything - excluded if understood.excluded else BitMap()), "all"
        found = [self.documents(need) for need in understood.needs]
        matched = BitMap.intersection(*found) - excluded
        if matched or (len(found) == 1 and not understood.needs[0].inside):
            return matched, "all"
        telling = [need for need in understood.needs if not is_grammar(need)] or understood.needs
        most = self._most([self.documents(one) for need in telling for one in loosened(need)]) - excluded
        return most, "most" if most else "all"

    def documents(self, need: Need) -> BitMap:
        """The documents that hold what a need names, under any of its names."""
        if need.beside:
            return BitMap.union(*(self._postings.text(text, need.field).bitmap for text in need.beside))
        found = self._postings.text(need.text, need.field, prefix=need.prefix).bitmap
        if need.days:
            spelled = [self._postings.text(text, need.field).bitmap for text in need.days.spellings]
            dated = [] if need.field else [self._published(need.days.first, need.days.last)]
            return BitMap.union(found, *spelled, *dated)
        for entity in need.entities:
            others = [self._postings.text(name, need.field).bitmap for name in entity.names]
            found = BitMap.union(found, *others)
            if need.field is None:
                found = found | self._tagged(entity)
        return found

    def _most(self, found: Sequence[BitMap]) -> BitMap:
        size = self._postings.size
        held = np.zeros(size)
        for bitmap in found:
            if bitmap:
                held[np.frombuffer(bitmap.to_array(), np.uint32)] += rarity(len(bitmap), size)
        best = held.max(initial=0.0)
        return bitmap_of(np.flatnonzero(held >= max(best * MOST_SHARE, 1e-9))) if best else BitMap()
