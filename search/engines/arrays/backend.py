"""The engine `arrays`: bitmaps, postings and places of one generation, asked by local document numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from pyroaring import BitMap

from search.engines.arrays.filters import Filters, narrowed
from search.engines.arrays.lexicon import ArraysLexicon
from search.engines.arrays.matching import Matched, Matcher
from search.engines.arrays.postings import PostingReader
from search.engines.arrays.proximity import Proximity
from search.engines.arrays.ranking import Ranking
from search.query.backend import Beginning, Found, Tally, Title
from search.query.rules import FEW, is_run
from search.query.scoring import LOOKED_AT
from search.query_types import Query
from search.store.array_file import Array
from search.store.bitmaps import docs_in
from search.store.record import StoredDocument
from search.store.segments import Live
from search.store.whoosh_index import WhooshReader
from search.understanding.understanding import Need, Understood


class ArraysBackend:
    """An opened index of arrays beside Whoosh's, which gives the documents that are shown."""

    name = "arrays"

    def __init__(self, folder: Path, zone: str) -> None:
        self._live = live = Live(folder)
        self._whoosh = WhooshReader(folder)
        self._postings = PostingReader(live)
        self._filters = Filters(live, zone)
        self._matcher = Matcher(self._postings, self._filters.published)
        self._ranking = Ranking(self._postings, live.dates)
        self._proximity = Proximity(live)
        self.lexicon = ArraysLexicon(live, self._filters, self._postings)
        self._everything = Matched(BitMap(), "all")
        self._everything.documents.add_range(0, live.size)

    def find(self, query: Query, understood: Understood, per_page: int) -> Found:
        """One page of a search."""
        matched = self._matched(Tally(query, understood))
        common, selections = self._filters.common(query), self._filters.selections(query)
        base = matched.documents & common
        result = narrowed(base, selections)
        docs = self._ordered(query, understood, result, query.page * per_page)[(query.page - 1) * per_page :]
        few = len(matched.documents & self._filters.listed) < FEW
        near = self._near(query, understood, matched, narrowed(common, selections)) if few else docs[:0]
        numbers = self._filters.count(base, selections, query)
        return Found(matched.match, len(result), self._read(docs), numbers, few, self._read(near), matched)

    def counts(self, asked: Iterable[Tally]) -> Iterator[int]:
        """How many bulletins each search finds."""
        for one in asked:
            yield len(self._result(one.query, self._matched(one)))

    def occurs(self, needs: Iterable[Need]) -> Iterator[bool]:
        """Whether any bulletin has each need."""
        return (bool(self._matcher.documents(need)) for need in needs)

    def titles(self, asked: Beginning | Need, limit: int) -> list[Title]:
        """The newest listed bulletins whose title begins so, or that have a need: documents are numbered so."""
        if isinstance(asked, Beginning):
            found = BitMap(self.lexicon.documents(asked.way, asked.typed))
        else:
            found = self._matcher.documents(asked)
        numbers = docs_in(found & self._filters.listed)[:limit].tolist()
        return [Title(self._live.text("id", number), self._live.text("title", number)) for number in numbers]

    def ids(self, query: Query, understood: Understood) -> list[str]:
        """The ids of everything that a search finds, in order."""
        result = self._result(query, self._matched(Tally(query, understood)))
        ordered = self._ordered(query, understood, result, len(result)).tolist()
        return [self._live.text("id", number) for number in ordered]

    def _matched(self, asked: Tally) -> Matched:
        """What the words of a search find."""
        if not asked.query.q.strip():
            return self._everything
        if asked.words is not None:
            words: Matched = asked.words
            return words
        if asked.whole:
            return Matched(self._matcher.having_all(asked.understood), "all")
        return self._matcher.match(asked.understood)

    def _result(self, query: Query, matched: Matched) -> BitMap:
        base = matched.documents & self._filters.common(query)
        return narrowed(base, self._filters.selections(query))

    def _read(self, docs: Array) -> Sequence[StoredDocument]:
        return self._whoosh.documents(self._live.stored[docs].tolist())

    def _ordered(self, query: Query, understood: Understood, result: BitMap, wanted: int) -> Array:
        """The first `wanted` documents in order; equal scores go from the newest."""
        if query.sort == "newest" or not query.q.strip():
            return docs_in(result)[:wanted]
        found: list[Array] = []
        with self._ranking.scores(understood) as scores:
            for tier in self._matcher.tiers(understood, result):
                docs = docs_in(tier)
                found.append(self._ranked(understood, docs, scores.of(docs), wanted - sum(map(len, found))))
                if sum(map(len, found)) >= wanted:
                    break
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _ranked(self, understood: Understood, docs: Array, scores: Array, wanted: int) -> Array:
        """The first of some documents by score, words that stand close together lifting the best."""
        docs, scores = _first(docs, np.round(scores, 6), max(wanted, LOOKED_AT))
        lifted = scores[:LOOKED_AT] * self._proximity.lifts(understood, docs[:LOOKED_AT])
        order = np.lexsort((docs[:LOOKED_AT], -np.round(lifted, 6)))
        return np.concatenate([docs[:LOOKED_AT][order], docs[LOOKED_AT:]])[:wanted]

    def _near(self, query: Query, understood: Understood, matched: Matched, passing: BitMap) -> Array:
        """The best of what has some words of a run, on the first page by relevance."""
        if query.sort == "newest" or query.page > 1 or matched.match == "most" or not is_run(understood.needs):
            return np.zeros(0, np.int64)
        near = (self._matcher.related(understood) & passing) - matched.documents
        return self._ordered(query, understood, near, FEW)

    def forget(self) -> None:
        """Drop what is kept in memory of earlier questions."""
        self._postings.forget()

    def close(self) -> None:
        """Close the files."""
        self._whoosh.close()
        self._live.close()


def _first(docs: Array, scores: Array, wanted: int) -> tuple[Array, Array]:
    """The documents with the highest scores, in order; equal ones go from the newest."""
    if wanted < len(docs):
        least = -np.partition(-scores, wanted - 1)[wanted - 1]
        docs, scores = docs[scores >= least], scores[scores >= least]
    order = np.lexsort((docs, -scores))[:wanted]
    return docs[order], scores[order]
