"""How well documents answer a query: words above pairs of characters, rare above common, fresh above old."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from search.matching import rarity
from search.postings import Posting, Postings
from search.understanding import Understood

Array = npt.NDArray[Any]

#: What a word, a pair of neighbouring characters and an industry or channel a word stands for count.
WORD, PAIR, ALIAS = 1.0, 0.6, 0.3
#: The newest bulletin is lifted by FRESH; the lift halves every HALF_LIFE_DAYS, counted from the newest bulletin.
FRESH, HALF_LIFE_DAYS = 0.15, 90.0
_DAY = 86_400_000_000


class Ranking:
    """Scores for the documents of one index."""

    def __init__(self, postings: Postings, dates: Array) -> None:
        self._postings = postings
        ages = (dates[0] - dates) / _DAY if len(dates) else np.zeros(0)
        self._freshness = 1.0 + FRESH * np.exp2(-ages / HALF_LIFE_DAYS)

    def scores(self, understood: Understood) -> Array:
        """The score of every document for a query, whether it matches or not."""
        total = np.zeros(self._postings.size)
        for word in understood.words:
            weight = ALIAS if word.startswith(("@industry", "@channel")) else WORD
            self._add(total, self._postings.word(word), weight)
        for run in understood.runs:
            for at in range(len(run) - 1):
                self._add(total, self._postings.text(run[at : at + 2]), PAIR)
        for need in understood.needs:
            if need.text.isascii():
                self._add(total, self._postings.text(need.text, need.field), WORD)
        return total * self._freshness

    def _add(self, total: Array, posting: Posting, weight: float) -> None:
        if len(posting.docs):
            total[posting.docs] += posting.impacts * (weight * rarity(len(posting.docs), self._postings.size))
