"""How well documents answer a query: words above pairs of characters, rare above common, fresh above old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from search.query.matching import rarity
from search.query.postings import Posting, PostingReader
from search.store.array_file import Array
from search.text.normalise import kind
from search.text.segmenter import FUNCTION_WORDS
from search.understanding.understanding import Understood, parts_of

#: What a match counts by what it is: a word; a place under any name (a word and its characters in one); the industry
#: or channel that a word stands for; a pair of neighbouring characters; such a pair of grammar alone; one character.
WORD, PLACE, ALIAS, PAIR, GRAMMAR_PAIR, SINGLE = 1.0, 2.4, 0.3, 1.0, 0.3, 1.0
#: What a synonym counts of what the word that was typed would.
SYNONYM = 0.5
#: One character ranks only while it stands at most this many times in a document on average, or it would tell nothing.
SINGLE_SHARE = 1.0
#: The share of the score that a document keeps only as far as it holds the query's words, weighed by rarity.
COVERAGE = 0.4
#: The newest bulletin is lifted by FRESH; the lift halves every HALF_LIFE_DAYS, counted from the newest bulletin.
FRESH, HALF_LIFE_DAYS = 0.15, 90.0
#: Places read for ranking one query, the rarest parts first: a limit on time, reached by very long queries only.
PLACES_READ = 1_000_000
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class _Part:
    """Something a query is ranked by: text as it stands, or words of the index; one of them counts like another.

    What is `required` counts for coverage.
    """

    texts: tuple[str, ...]
    marks: tuple[str, ...]
    weight: float
    required: bool = False
    prefix: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """Tells parts apart and gives them a fixed order."""
        return (*self.texts, "", *self.marks)


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

    def _read(self, understood: Understood) -> Iterator[tuple[_Part, Posting]]:
        """The parts that exist, with their postings, in a fixed order and within the limit."""
        sized = [(self._size(part), part) for part in _parts(understood)]
        left = PLACES_READ
        for places, part in sorted(sized, key=lambda pair: (pair[0], pair[1].key)):
            left -= places
            if left < 0:
                return
            if places:
                yield part, self._postings.either(part.texts, part.marks, prefix=part.prefix)

    def _size(self, part: _Part) -> int:
        places = sum(self._postings.word_size(mark) for mark in part.marks)
        places += sum(self._postings.text_size(text, prefix=part.prefix) for text in part.texts)
        single = not part.required and all(len(text) == 1 for text in part.texts)
        return 0 if single and places > SINGLE_SHARE * self._postings.size else places


def _parts(understood: Understood) -> Iterator[_Part]:
    """Everything that ranks, each once with its whole weight."""
    for word, count in understood.words.items():
        yield _Part((), (word,), count * _word_weight(word), required=True)
    for need in parts_of(understood.needs):
        if kind(need.text[0]) == 1 and not need.entities and (need.texts or need.marks):
            yield _Part(need.texts, need.marks, WORD + PAIR, required=True, prefix=need.prefix)
    for text in dict.fromkeys(text for need in understood.needs for text in need.synonyms):
        yield _Part((text,), (), SYNONYM * (WORD + PAIR))
    pairs = Counter(run[at : at + 2] for run in understood.runs for at in range(len(run) - 1))
    for pair, count in pairs.items():
        grammar = pair in FUNCTION_WORDS or all(char in FUNCTION_WORDS for char in pair)
        yield _Part((pair,), (), count * (GRAMMAR_PAIR if grammar else PAIR))
    alone = len(understood.runs) == 1 and len(understood.needs) == 1 and len(understood.runs[0]) == 1
    for char in dict.fromkeys("".join(understood.runs)):
        if char not in FUNCTION_WORDS:
            yield _Part((char,), (), SINGLE, required=alone)


def _word_weight(word: str) -> float:
    if word.startswith("@country"):
        return PLACE
    return ALIAS if word.startswith("@") else WORD
