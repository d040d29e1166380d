"""How well documents answer a query: words above pairs of characters, rare above common, fresh above old."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.engines.arrays.postings import Posting, PostingReader
from search.query.rules import rarity
from search.query.scoring import COVERAGE, FRESH, HALF_LIFE_DAYS, SINGLE_SHARE, RankedPart, ranked_parts
from search.store.array_file import Array
from search.understanding.understanding import Understood

#: Places read for ranking one query, the rarest parts first: a limit on time, reached by very long queries only.
PLACES_READ = 1_000_000
_DAY = 86_400_000_000


class Ranking:
    """Scores for the documents of one index."""

    def __init__(self, postings: PostingReader, dates: Array) -> None:
        self._postings = postings
        ages = (dates[0] - dates) / _DAY if len(dates) else np.zeros(0)
        self._freshness = 1.0 + FRESH * np.exp2(-ages / HALF_LIFE_DAYS)

    def scores(self, understood: Understood) -> Array:
        """The score of every document for a query, whether it matches or not."""
        size = self._postings.size
        total, covered, coverable = np.zeros(size), np.zeros(size), 0.0
        for part, posting in self._read(understood):
            told = rarity(len(posting.docs), size)
            total[posting.docs] += posting.impacts * (part.weight * told)
            if part.required:
                covered[posting.docs] += told
                coverable += told
        if coverable:
            total *= 1 - COVERAGE + COVERAGE / coverable * covered
        return total * self._freshness

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
