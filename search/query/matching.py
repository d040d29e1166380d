"""Which documents a query finds: all of its words, or most of them when no document has all; and which come near."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log

import numpy as np
from pyroaring import BitMap

from search.query.postings import PostingReader
from search.store.array_file import Array
from search.store.bitmaps import bitmap_of
from search.text.analysis import in_field
from search.understanding.understanding import Need, Understood, loosened, parts_of

#: Words of a query in which one that names an industry says what it is about; in a longer one it is a word like others.
SHORT = 6
#: With "most", a document must hold one part in so many of what the best one holds, words weighed by their rarity;
#: what is related must hold it of each run. Rarities are whole numbers here, so that any engine adds them up alike.
MOST_PART, RARITY_UNIT = 5, 16


def rarity(documents: int, size: int) -> float:
    """How much a match tells when `documents` of `size` have it (the idf of BM25, never negative)."""
    return log(1 + (size - documents + 0.5) / (documents + 0.5))


def whole_rarity(documents: int, size: int) -> int:
    """The same in whole RARITY_UNITs, at least 1."""
    return max(1, round(rarity(documents, size) * RARITY_UNIT))


@dataclass(frozen=True, slots=True)
class Found:
    """The documents found, whatever the filters, and whether they have "all" words or "most"."""

    documents: BitMap
    match: str


class Matcher:
    """Evaluates needs. `published` gives the documents of a period."""

    def __init__(self, postings: PostingReader, published: Callable[[date, date], BitMap]) -> None:
        self._postings = postings
        self._published = published

    def settle(self, understood: Understood) -> Understood:
        """Decide of each abbreviation whether it is the word or, where nobody writes it, the place it is a code of."""
        if not any(part.abbreviation for part in parts_of(understood.needs)):
            return understood
        words = dict(understood.words)
        needs = tuple(self._settled(need, words) for need in understood.needs)
        excluded = tuple(tuple(replace(need, abbreviation=False) for need in some) for some in understood.excluded)
        return replace(understood, needs=needs, excluded=excluded, words=words)

    def _settled(self, need: Need, words: dict[str, float]) -> Need:
        if need.ways:
            return replace(need, ways=tuple(tuple(self._settled(one, words) for one in way) for way in need.ways))
        if not need.abbreviation:
            return need
        word = replace(need, entities=(), abbreviation=False)
        if self.documents(word):
            return word
        words.update({entity.word: 1.0 for entity in need.entities})
        marks = tuple(in_field(entity.word, need.field) for entity in need.entities)
        return replace(need, texts=(), marks=marks, abbreviation=False, fixed=True)

    def match(self, understood: Understood) -> Found:
        """What a settled query finds."""
        excluded = self._excluded(understood)
        if not understood.needs:
            return Found(self._everything() - excluded if understood.excluded else BitMap(), "all")
        matched = self.having_all(understood)
        if matched or not is_run(understood.needs):
            return Found(matched, "all")
        most = self._most(understood.needs) - excluded
        return Found(most, "most" if most else "all")

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
        for group in dict.fromkeys(need.group for need in understood.needs):
            telling = _telling([need for need in understood.needs if need.group == group])
            loose = [need for need in telling if not need.fixed]
            terms = [need for need in telling if need.fixed] if is_run(telling) else telling
            for term in terms:
                near &= self.documents(term)
            if terms is not telling and near:
                held = self._held(loose)
                certain = sum(whole_rarity(len(self.documents(term)), self._postings.size) for term in terms)
                near &= bitmap_of(np.flatnonzero((held + certain) * MOST_PART >= held.max(initial=1) + certain))
        return near - self._excluded(understood)

    def tiers(self, understood: Understood, documents: BitMap) -> Iterator[BitMap]:
        """Some documents in tiers: those that have the industries which a short query names go before the others."""
        named = [need for need in understood.needs if need.is_industry]
        if not named or not 1 < len(understood.needs) <= SHORT:
            yield documents
            return
        held: list[BitMap] = [documents]
        for need in named:
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
        telling = _telling(needs)
        for term in sorted((need for need in telling if need.fixed), key=lambda need: not need.is_place):
            documents = self.documents(term)
            if both := documents if base is None else base & documents:
                base = both
        held = self._held([need for need in telling if not need.fixed])
        if base is not None:
            outside = np.ones(len(held), bool)
            outside[np.array(base.to_array(), np.int64)] = False
            held[outside] = 0
        best = int(held.max(initial=0))
        if not best:
            return base or BitMap()
        return bitmap_of(np.flatnonzero(held * MOST_PART >= best))

    def _held(self, needs: Iterable[Need]) -> Array:
        """How much every document holds of some needs and their parts, in whole rarities."""
        size = self._postings.size
        held = np.zeros(size, np.int64)
        for bitmap in (self.documents(one) for need in needs for one in loosened(need)):
            if bitmap:
                held[np.frombuffer(bitmap.to_array(), np.uint32)] += whole_rarity(len(bitmap), size)
        return held


def is_run(needs: Sequence[Need]) -> bool:
    """Whether something is left of some words when they are not asked for all together."""
    return len(needs) > 1 or any(len(loosened(need)) > 1 for need in needs)


def _telling(needs: Sequence[Need]) -> Sequence[Need]:
    """The needs that say something of a subject; all when none does."""
    return [need for need in needs if not need.is_grammar] or needs
