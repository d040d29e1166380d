"""The lexicon of the arrays: each segment has names, titles and near words sorted, and all of them are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from search.engines.arrays.filters import Filters
from search.engines.arrays.postings import PostingReader
from search.index.near_words import patterns
from search.index.suggestion_arrays import KINDS
from search.query.books import NameKeys, NearWords
from search.store.segments import DEAD, Live
from search.text.normalise import kind


class ArraysLexicon:
    """The lexicon of one index."""

    def __init__(self, live: Live, filters: Filters, postings: PostingReader) -> None:
        self._segments = live.segments
        self._filters, self._postings = filters, postings
        self._names = [NameKeys(segment.sidecar) for segment in live.segments]
        self._near = [NearWords(segment.sidecar) for segment in live.segments]
        #: The values of a facet in use, with how many listed bulletins have each; counted once asked for.
        self.used = cache(self._used)

    def _used(self, facet: str) -> Mapping[str, int]:
        listed = self._filters.listed
        holders = self._filters.facets[facet].documents
        return {code: documents.intersection_cardinality(listed) for code, documents in holders.items()}

    def names(self, rank: int, way: int, typed: str, *, whole: bool = False) -> Collection[str]:
        """The used values of one kind whose names begin with the typed text, or (`whole`) are it."""
        used = self._filters.facets[KINDS[rank]].documents
        return {code for keys in self._names for code in keys.values(rank, way, typed, whole=whole) if code in used}

    def near(self, word: str) -> Mapping[str, int]:
        """The known words one character away that a live document has, with their frequency."""
        found = {one for pattern in patterns(word) for book in self._near for one in book.words(pattern)}
        return {one: often for one in found - {word} if (often := self._frequency(one))}

    def _frequency(self, word: str) -> int:
        return self._postings.word_size(word) if kind(word[0]) == 2 else self._postings.text_size(word)

    def documents(self, way: int, typed: str) -> Iterator[int]:
        """The live documents whose titles begin with the typed text."""
        for segment, keys in zip(self._segments, self._names, strict=True):
            numbers = segment.numbers[keys.refs(len(KINDS) - 1, way, typed)]
            yield from numbers[numbers != DEAD].tolist()
