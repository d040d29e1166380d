"""Answers queries from one generation's index."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from pyroaring import BitMap

from search.index.guide_documents import GUIDES
from search.query.corrections import Corrector
from search.query.facets import Filters, narrowed
from search.query.guides import guide_hits
from search.query.highlight import Highlighter
from search.query.matching import Found, Matcher, is_run
from search.query.postings import PostingReader
from search.query.proximity import LOOKED_AT, Proximity
from search.query.ranking import Ranking
from search.query.relax import relaxations
from search.query.suggest import Suggester
from search.query.via import Reasons
from search.query_types import Also, Answer, Correction, GuideHit, Hit, Query, Suggestion
from search.store.array_file import Array
from search.store.bitmaps import docs_in
from search.store.segments import Live
from search.store.whoosh_index import WhooshReader
from search.text.analysis import Analyser
from search.understanding.also import alone
from search.understanding.understanding import Understanding, Understood
from view.vocabulary.vocabulary import Vocabulary

#: Fewer listed bulletins than this have all words: then what is related is shown too, at most so many.
FEW = 10
#: Queries whose reading is remembered: the parts of one answer ask for it, and so do its next pages.
_READ = 512


class Engine:
    """An opened index. It never changes, so any number of threads may ask it at once."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, zone: str) -> None:
        self._live = live = Live(folder)
        self._vocabulary = vocabulary
        self._analyser = analyser = Analyser(vocabulary)
        self._whoosh = WhooshReader(folder)
        self._postings = PostingReader(live)
        self._filters = Filters(live, vocabulary, zone)
        self._understanding = Understanding(analyser.names, analyser.segmenter, analyser.synonyms)
        self._matcher = Matcher(self._postings, self._filters.published)
        self._ranking = Ranking(self._postings, live.dates)
        self._proximity = Proximity(live)
        self._suggester = Suggester(live, vocabulary, self._filters, self._postings)
        self._corrector = Corrector(live, self._postings, analyser, self._matcher.documents)
        self._guides = Engine(folder / GUIDES, vocabulary, zone) if (folder / GUIDES).is_dir() else None
        self._everything = Found(BitMap(), "all")
        self._everything.documents.add_range(0, self._postings.size)
        #: What a query asks for in this index.
        self.read = lru_cache(_READ)(self._read)

    @classmethod
    def open(cls, folder: Path, vocabulary: Vocabulary, zone: str) -> Engine:
        """Open the index that `write_index` wrote into `folder`."""
        return cls(folder, vocabulary, zone)

    def _read(self, q: str) -> Understood:
        return self._matcher.settle(self._understanding.read(q))

    def answer(self, query: Query, per_page: int) -> Answer:
        """One page of results with everything shown around it."""
        understood = self.read(query.q)
        found = self._found(query, understood)
        common, selections = self._filters.common(query), self._filters.selections(query)
        base = found.documents & common
        result = narrowed(base, selections)
        total = len(result)
        docs = self._ordered(query, understood, result, query.page * per_page)[(query.page - 1) * per_page :]
        few = len(found.documents & self._filters.listed) < FEW
        near = self._near(query, understood, found, narrowed(common, selections)) if few else docs[:0]
        return Answer(
            query=query,
            match=found.match,
            total=total,
            page=query.page,
            pages=-(-total // per_page),
            per_page=per_page,
            hits=self._hits(query, understood, docs, loosely=found.match == "most"),
            facets=self._filters.count(base, selections, query),
            relax=() if total else relaxations(query, lambda other: self._relaxed(other, found)),
            corrections=self._corrections(query, understood, found, total),
            related=self._hits(query, understood, near, loosely=True),
            guides=self._guided(query, understood, few=few),
            also=self._also(query.q, understood),
        )

    def _found(self, query: Query, understood: Understood) -> Found:
        return self._matcher.match(understood) if query.q.strip() else self._everything

    def _result(self, query: Query, found: Found) -> BitMap:
        base = found.documents & self._filters.common(query)
        return narrowed(base, self._filters.selections(query))

    def _relaxed(self, query: Query, found: Found) -> int:
        """How many a query finds with the same words as one that found these, or with none."""
        return len(self._result(query, found if query.q else self._everything))

    def _ordered(self, query: Query, understood: Understood, result: BitMap, wanted: int) -> Array:
        """The first `wanted` documents in order; equal scores go from the newest."""
        if query.sort == "newest" or not query.q.strip():
            return docs_in(result)[:wanted]
        scores = self._ranking.scores(understood)
        found: list[Array] = []
        for tier in self._matcher.tiers(understood, result):
            docs = self._ranked(understood, docs_in(tier), scores, wanted - sum(map(len, found)))
            found.append(docs)
            if sum(map(len, found)) >= wanted:
                break
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _ranked(self, understood: Understood, docs: Array, all_scores: Array, wanted: int) -> Array:
        """The first of some documents by score, words that stand close together lifting the best."""
        docs, scores = _first(docs, np.round(all_scores[docs], 6), max(wanted, LOOKED_AT))
        lifted = scores[:LOOKED_AT] * self._proximity.lifts(understood, docs[:LOOKED_AT])
        order = np.lexsort((docs[:LOOKED_AT], -np.round(lifted, 6)))
        return np.concatenate([docs[:LOOKED_AT][order], docs[LOOKED_AT:]])[:wanted]

    def _near(self, query: Query, understood: Understood, found: Found, passing: BitMap) -> Array:
        """The best of what has some words of a run, on the first page by relevance."""
        if query.sort == "newest" or query.page > 1 or found.match == "most" or not is_run(understood.needs):
            return np.zeros(0, np.int64)
        near = (self._matcher.related(understood) & passing) - found.documents
        return self._ordered(query, understood, near, FEW)

    def _corrections(self, query: Query, understood: Understood, found: Found, total: int) -> tuple[Correction, ...]:
        """Other spellings, offered when not all words were found."""
        if found.match == "all" and total:
            return self._corrector.places(query, understood, self._counted)
        return self._corrector.corrections(query, understood, self._counted)

    def _counted(self, query: Query, whole: bool) -> int:
        """How many bulletins a query finds, or (`whole`) have all its words."""
        understood = self.read(query.q)
        if whole:
            return len(self._result(query, Found(self._matcher.having_all(understood), "all")))
        return len(self._result(query, self._found(query, understood)))

    def _guided(self, query: Query, understood: Understood, *, few: bool) -> tuple[GuideHit, ...]:
        """The guides that answer the words, on the first page; no guide is about a place."""
        if not self._guides or query.page > 1 or not understood.needs or any(one.is_place for one in understood.needs):
            return ()
        return guide_hits(self._guides, query.q, anywhere=few)

    def _also(self, q: str, understood: Understood) -> tuple[Also, ...]:
        """The typed words whose synonyms were looked for too, as far as any bulletin has them."""
        found = []
        for need in understood.needs:
            used = [text for text in need.synonyms if self._postings.text(text).bitmap]
            if used and (query := alone(q, need.text)):
                shown = self._analyser.synonyms.shown
                found.append(Also(shown(need.text), tuple(map(shown, used)), query))
        return tuple(found)

    def _hits(self, query: Query, understood: Understood, docs: Array, *, loosely: bool) -> tuple[Hit, ...]:
        if not len(docs):
            return ()
        analyser = self._analyser
        marks = Highlighter(query.q, understood, analyser.names, analyser.segmenter, loosely=loosely)
        reasons = Reasons(understood, self._vocabulary, analyser.synonyms.shown)
        hits = []
        for stored in self._whoosh.documents(self._live.stored[docs].tolist()):
            title, text = marks.title(stored.bulletin.title), marks.snippet(stored.body, plain=stored.plain)
            hits.append(Hit(stored.bulletin, title, text, reasons.of(stored, "<mark>" in title or "<mark>" in text)))
        return tuple(hits)

    def ids(self, query: Query) -> list[str]:
        """All ids in order, whatever the page."""
        understood = self.read(query.q)
        result = self._result(query, self._found(query, understood))
        ordered = self._ordered(query, understood, result, len(result)).tolist()
        return [self._live.text("id", number) for number in ordered]

    def count(self, query: Query) -> int:
        """How many bulletins a query finds."""
        return len(self._result(query, self._found(query, self.read(query.q))))

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """What a reader who typed this may want."""
        return self._suggester.suggest(text, limit)

    def forget(self) -> None:
        """Drop what is kept in memory of earlier questions."""
        self._postings.forget()
        self.read.cache_clear()

    def close(self) -> None:
        """Close the files."""
        self._whoosh.close()
        self._live.close()
        if self._guides:
            self._guides.close()


def _first(docs: Array, scores: Array, wanted: int) -> tuple[Array, Array]:
    """The documents with the highest scores, in order; equal ones go from the newest."""
    if wanted < len(docs):
        least = -np.partition(-scores, wanted - 1)[wanted - 1]
        docs, scores = docs[scores >= least], scores[scores >= least]
    order = np.lexsort((docs, -scores))[:wanted]
    return docs[order], scores[order]
