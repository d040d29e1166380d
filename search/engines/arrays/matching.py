"""Which documents a query finds: all of its words, or most of them when no document has all; and which come near."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from pyroaring import BitMap

from search.engines.arrays.postings import PostingReader
from search.query.rules import MOST_PART, groups_of, is_run, leading, loose_parts, telling, terms_in_order, whole_rarity
from search.store.array_file import Array
from search.store.bitmaps import bitmap_of
from search.understanding.understanding import Need, Understood


@dataclass(frozen=True, slots=True)
class Matched:
    """The documents that words find, whatever the filters, and whether they have "all" of them or "most"."""

    documents: BitMap
    match: str


class Matcher:
    """Evaluates needs. `published` gives the documents of a period."""

    def __init__(self, postings: PostingReader, published: Callable[[date, date], BitMap]) -> None:
        self._postings = postings
        self._published = published

    def match(self, understood: Understood) -> Matched:
        """What a settled query finds."""
        excluded = self._excluded(understood)
        if not understood.needs:
            return Matched(self._everything() - excluded if understood.excluded else BitMap(), "all")
        matched = self.having_all(understood)
        if matched or not is_run(understood.needs):
            return Matched(matched, "all")
        most = self._most(understood.needs) - excluded
        return Matched(most, "most" if most else "all")

    def having_all(self, understood: Understood) -> BitMap:
        """The documents that have all words of a query that has some, and nothing that it leaves out."""
        matched = self._everything()
        for need in understood.needs:
            matched &= self.documents(need)
            if not matched:
                return matched
        return matched - self._excluded(understood)

    def _excluded(self, understood: Understood) -> BitMap:
        excluded = BitMap()
        for needs in understood.excluded:
            excluded |= BitMap.intersection(*map(self.documents, needs))
        return excluded

    def related(self, understood: Understood) -> BitMap:
        """The documents that hold each term typed apart, and of each run of several words a good part.

        Names, numbers, codes and phrases are terms. What has everything is among them.
        """
        near = self._everything()
        for terms, loose in groups_of(understood.needs):
            for term in terms:
                near &= self.documents(term)
            if loose is not None and near:
                held = self._held(loose)
                certain = sum(whole_rarity(len(self.documents(term)), self._postings.size) for term in terms)
                near &= bitmap_of(np.flatnonzero((held + certain) * MOST_PART >= held.max(initial=1) + certain))
        return near - self._excluded(understood)

    def tiers(self, understood: Understood, documents: BitMap) -> Iterator[BitMap]:
        """Some documents in tiers: those that have the industries which a short query names go before the others."""
        held: list[BitMap] = [documents]
        for need in leading(understood.needs):
            holders = self.documents(need)
            more = [BitMap()] + [tier & holders for tier in held]
            held = [tier - holders for tier in held] + [BitMap()]
            held = [less | same for less, same in zip(held, more, strict=True)]
        yield from (tier for tier in reversed(held) if tier)

    def documents(self, need: Need) -> BitMap:
        """The documents that hold what a need asks for, in any of its spellings."""
        if need.beside:
            return BitMap.union(*(self._postings.text(text, need.field).bitmap for text in need.beside))
        found = [BitMap.intersection(*map(self.documents, way)) for way in need.ways if way]
        if need.texts or need.marks:
            found.append(self._postings.either(need.texts, need.marks, need.field, prefix=need.prefix).bitmap)
        found += [self._postings.text(text, need.field).bitmap for text in need.synonyms]
        if need.days:
            found.append(self._published(need.days.first, need.days.last))
        return BitMap.union(BitMap(), *found)

    def _everything(self) -> BitMap:
        everything = BitMap()
        everything.add_range(0, self._postings.size)
        return everything

    def _most(self, needs: Sequence[Need]) -> BitMap:
        """The documents that hold the terms of a query as far as any has them together, and most of the rest."""
        base: BitMap | None = None
        for term in terms_in_order(needs):
            documents = self.documents(term)
            if both := documents if base is None else base & documents:
                base = both
        held = self._held(loose_parts(telling(needs)))
        if base is not None:
            outside = np.ones(len(held), bool)
            outside[np.array(base.to_array(), np.int64)] = False
            held[outside] = 0
        best = int(held.max(initial=0))
        if not best:
            return base or BitMap()
        return bitmap_of(np.flatnonzero(held * MOST_PART >= best))

    def _held(self, parts: Sequence[Need]) -> Array:
        """How much every document holds of some parts, in whole rarities."""
        size = self._postings.size
        held = np.zeros(size, np.int64)
        for bitmap in map(self.documents, parts):
            if bitmap:
                held[np.frombuffer(bitmap.to_array(), np.uint32)] += whole_rarity(len(bitmap), size)
        return held
