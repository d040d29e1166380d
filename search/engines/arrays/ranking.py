"""How well documents answer a query: words above pairs of characters, rare above common, fresh above old."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from search.engines.arrays.postings import Posting, PostingReader
from search.query.rules import rarity
from search.query.scoring import COVERAGE, FRESH, HALF_LIFE_DAYS, SINGLE_SHARE, RankedPart, ranked_parts
from search.store.array_file import Array
from search.understanding.understanding import Understood

#: Places read for ranking one query, the rarest parts first: a limit on time, reached by very long queries only.
PLACES_READ = 1_000_000
_DAY = 86_400_000_000


class Scores:
    """What the parts of one query add up to in every document."""

    def __init__(self, total: Array, covered: Array, freshness: Array) -> None:
        self._freshness = freshness
        self.total, self.covered, self.coverable = total, covered, 0.0

    def add(self, part: RankedPart, posting: Posting, told: float) -> None:
        """One part, with what its rarity tells."""
        self.total[posting.docs] += posting.impacts * (part.weight * told)
        if part.required:
            self.covered[posting.docs] += told
            self.coverable += told

    def of(self, docs: Array) -> Array:
        """The scores of some documents, whether they match or not."""
        scores: Array = self.total[docs]
        if self.coverable:
            scores *= 1 - COVERAGE + COVERAGE / self.coverable * self.covered[docs]
        return scores * self._freshness[docs]


class Ranking:
    """Scores for the documents of one index."""

    def __init__(self, postings: PostingReader, dates: Array) -> None:
        self._postings = postings
        ages = (dates[0] - dates) / _DAY if len(dates) else np.zeros(0)
        self._freshness = 1.0 + FRESH * np.exp2(-ages / HALF_LIFE_DAYS)
        #: Arrays of zeros, as many pairs as ever were needed at once: getting new ones costs more than what is summed.
        self._zeros: list[Array] = []

    @contextmanager
    def scores(self, understood: Understood) -> Iterator[Scores]:
        """The scores of a query, which can be asked as long as the context lasts."""
        size = self._postings.size
        pair = self._zeros.pop() if self._zeros else np.zeros((2, size))
        scores = Scores(pair[0], pair[1], self._freshness)
        try:
            for part, posting in self._read(understood):
                scores.add(part, posting, rarity(len(posting.docs), size))
            yield scores
        finally:
            pair.fill(0.0)
            self._zeros.append(pair)

    def _read(self, understood: Understood) -> Iterator[tuple[RankedPart, Posting]]:
        """The parts that exist, with their postings, in a fixed order and within the limit."""
        sized = [(self._size(part), part) for part in ranked_parts(understood)]
        left = PLACES_READ
        for places, part in sorted(sized, key=lambda pair: (pair[0], pair[1].key)):
            left -= places
            if left < 0:
                return
            if places:
                yield part, self._postings.either(part.texts, part.marks, prefix=part.prefix)

    def _size(self, part: RankedPart) -> int:
        places = sum(self._postings.word_size(mark) for mark in part.marks)
        places += sum(self._postings.text_size(text, prefix=part.prefix) for text in part.texts)
        single = not part.required and all(len(text) == 1 for text in part.texts)
        return 0 if single and places > SINGLE_SHARE * self._postings.size else places
