"""The lexicon of the engine `whoosh`, worked out from Whoosh's words and stored titles when it is first asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from search.engines.whoosh.documents import Numbers, WhooshDocuments
from search.index.near_words import patterns
from search.index.suggestion_arrays import KEY_LENGTH, KINDS, key, suggestion_keys
from search.query.backend import Beginning
from search.query_types import FACETS


class WhooshLexicon:
    """The lexicon of one index."""

    def __init__(self, documents: WhooshDocuments) -> None:
        self._documents = documents

    def used(self, facet: str) -> Mapping[str, int]:
        """The values of a facet that live documents have, each with how many listed ones have it."""
        return {code: len(some & self._documents.listed) for code, some in self._documents.holders[facet].items()}

    def names(self, rank: int, way: int, typed: str, *, whole: bool = False) -> Collection[str]:
        """The used values of one kind whose names begin with the typed text, or (`whole`) are it."""
        return {self._values[KINDS[rank]][ref] for ref in self._refs(rank, way, typed, whole)}

    def documents(self, asked: Beginning) -> Numbers:
        """The documents whose titles begin so."""
        return frozenset(self._newest[ref] for ref in self._refs(len(KINDS) - 1, asked.way, asked.typed))

    def near(self, word: str) -> Mapping[str, int]:
        """The known words one character away that a live document has, with their frequency."""
        found = {one for pattern in patterns(word) for one in self._by_pattern.get(pattern, ())} - {word}
        return {one: often for one in found if (often := self._documents.frequency(one))}

    @cached_property
    def _newest(self) -> list[int]:
        return list(self._documents.place)

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        return {facet: sorted(self._documents.holders[facet]) for facet in FACETS}

    @cached_property
    def _keys(self) -> Sequence[tuple[str, int]]:
        titles = [one.bulletin.title for one in self._documents.read(self._newest)]
        analyser = self._documents.analyser
        return suggestion_keys(titles, self._values, analyser.vocabulary, analyser.segmenter)[0]

    def _refs(self, rank: int, way: int, typed: str, whole: bool = False) -> set[int]:
        if len(typed) > KEY_LENGTH:
            return set()
        wanted = key(rank, way, typed)
        after = "\0" if whole else "\U0010ffff"
        first, end = (bisect_left(self._keys, (one, -1)) for one in (wanted, wanted + after))
        return {ref for _, ref in self._keys[first:end]}

    @cached_property
    def _by_pattern(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._documents.words():
            for pattern in patterns(word):
                found.setdefault(pattern, []).append(word)
        return found
