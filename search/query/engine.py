"""Answers queries from one generation's index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pyroaring import BitMap

from search.query.corrections import Corrector
from search.query.facets import Filters, narrowed
from search.query.highlight import Highlighter
from search.query.matching import Matcher
from search.query.postings import PostingReader
from search.query.proximity import LOOKED_AT, Proximity
from search.query.ranking import Ranking
from search.query.relax import relaxations
from search.query.suggest import Suggester
from search.query.understanding import Understanding, Understood
from search.query_types import Answer, Correction, Hit, Query, Suggestion
from search.store.array_file import Array
from search.store.bitmaps import docs_in
from search.store.segments import Live
from search.store.whoosh_index import WhooshReader
from search.text.analysis import Analyser
from search.text.names import Entity
from view.vocabulary.vocabulary import Vocabulary


class Engine:
    """An opened index. It never changes, so any number of threads may ask it at once."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, zone: str) -> None:
        self._live = live = Live(folder)
        analyser = Analyser(vocabulary)
        self._whoosh = WhooshReader(folder)
        self._postings = PostingReader(live)
        self._filters = Filters(live, vocabulary, zone)
        self._understanding = Understanding(analyser.names, analyser.segmenter)
        self._matcher = Matcher(self._postings, self._tagged, self._filters.published)
        self._ranking = Ranking(self._postings, live.dates)
        self._proximity = Proximity(live)
        self._suggester = Suggester(live, vocabulary, self._filters, self._postings)
        self._corrector = Corrector(live, self._postings, analyser)
        self._everything = BitMap()
        self._everything.add_range(0, self._postings.size)

    @classmethod
    def open(cls, folder: Path, vocabulary: Vocabulary, zone: str) -> Engine:
        """Open the index that `write_index` wrote into `folder`."""
        return cls(folder, vocabulary, zone)

    def _tagged(self, entity: Entity) -> BitMap:
        return self._filters.facets[entity.facet].filtered((entity.code,))

    def answer(self, query: Query, per_page: int) -> Answer:
        """One page of results with everything shown around it."""
        understood = self._understanding.read(query.q)
        found, match = self._found(query, understood)
        base = found & self._filters.common(query)
        selections = self._filters.selections(query)
        result = narrowed(base, selections)
        total = len(result)
        docs = self._ordered(query, understood, result, query.page * per_page)[(query.page - 1) * per_page :]
        return Answer(
            query=query,
            match=match,
            total=total,
            page=query.page,
            pages=-(-total // per_page),
            per_page=per_page,
            hits=self._hits(query, understood, match, docs),
            facets=self._filters.count(base, selections, query),
            relax=() if total else relaxations(query, self.count),
            corrections=self._corrections(query, understood, match, total),
        )

    def _found(self, query: Query, understood: Understood) -> tuple[BitMap, str]:
        return self._matcher.match(understood) if query.q.strip() else (self._everything, "all")

    def _result(self, query: Query, understood: Understood) -> BitMap:
        base = self._found(query, understood)[0] & self._filters.common(query)
        return narrowed(base, self._filters.selections(query))

    def _ordered(self, query: Query, understood: Understood, result: BitMap, wanted: int) -> Array:
        """The first `wanted` documents in order; equal scores go from the newest."""
        docs = docs_in(result)
        if query.sort == "newest" or not query.q.strip():
            return docs[:wanted]
        scores = np.round(self._ranking.scores(understood)[docs], 6)
        docs, scores = _first(docs, scores, max(wanted, LOOKED_AT))
        lifted = scores[:LOOKED_AT] * self._proximity.lifts(understood, docs[:LOOKED_AT])
        order = np.lexsort((docs[:LOOKED_AT], -np.round(lifted, 6)))
        return np.concatenate([docs[:LOOKED_AT][order], docs[LOOKED_AT:]])[:wanted]

    def _corrections(self, query: Query, understood: Understood, match: str, total: int) -> tuple[Correction, ...]:
        """Other spellings, offered when not all words were found."""
        if match == "all" and total:
            return ()
        return self._corrector.corrections(query, understood, self.count)

    def _hits(self, query: Query, understood: Understood, match: str, docs: Array) -> tuple[Hit, ...]:
        marks = Highlighter(query.q, understood, match)
        stored = self._whoosh.documents(self._live.stored[docs].tolist())
        return tuple(
            Hit(one.bulletin, marks.title(one.bulletin.title), marks.snippet(one.body, plain=one.plain))
            for one in stored
        )

    def ids(self, query: Query) -> list[str]:
        """All ids in order, whatever the page."""
        understood = self._understanding.read(query.q)
        result = self._result(query, understood)
        ordered = self._ordered(query, understood, result, len(result)).tolist()
        return [self._live.text("id", number) for number in ordered]

    def count(self, query: Query) -> int:
        """How many bulletins a query finds."""
        return len(self._result(query, self._understanding.read(query.q)))

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """What a reader who typed this may want."""
        return self._suggester.suggest(text, limit)

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
