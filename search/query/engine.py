"""Answers queries: understands, has a backend find and count, and adds all that every engine shows around results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from search.query.backend import Backend, Tally
from search.query.corrections import Corrector
from search.query.facets import FacetOptions
from search.query.guides import guide_hits
from search.query.highlight import Highlighter
from search.query.relax import relaxations
from search.query.rules import settle
from search.query.suggest import Suggester
from search.query.via import Reasons
from search.query_types import FACETS, Also, Answer, Correction, GuideHit, Hit, Query, Suggestion
from search.store.record import StoredDocument
from search.text.analysis import Analyser
from search.text.marks import joined_mark
from search.understanding.also import alone
from search.understanding.understanding import Need, Understanding, Understood
from view.vocabulary.vocabulary import Vocabulary

#: Queries whose reading is remembered: the parts of one answer ask for it, and so do its next pages.
_READ = 512


class Engine:
    """One generation's search. It never changes, so any number of threads may ask it at once."""

    def __init__(self, backend: Backend, vocabulary: Vocabulary, guides: Engine | None = None) -> None:
        """`guides` answers from the help pages, if there are any."""
        self.backend = backend
        self._vocabulary = vocabulary
        self._analyser = analyser = Analyser(vocabulary)
        self._understanding = Understanding(analyser.names, analyser.segmenter, analyser.synonyms)
        self._options = FacetOptions({facet: backend.lexicon.used(facet) for facet in FACETS}, vocabulary)
        self._suggester = Suggester(backend, vocabulary)
        self._corrector = Corrector(backend, analyser)
        self._guides = guides
        #: What a query asks for in this index.
        self.read = lru_cache(_READ)(self._read)

    def _read(self, q: str) -> Understood:
        return settle(self._understanding.read(q), self._occurs)

    def _occurs(self, need: Need) -> bool:
        return next(self.backend.occurs([need]))

    def answer(self, query: Query, per_page: int) -> Answer:
        """One page of results with everything shown around it. UnreachableError when the index cannot be asked."""
        understood = self.read(query.q)
        found = self.backend.find(query, understood, per_page)
        return Answer(
            query=query,
            match=found.match,
            total=found.total,
            page=query.page,
            pages=-(-found.total // per_page),
            per_page=per_page,
            hits=self._hits(query, understood, found.hits, loosely=found.match == "most"),
            facets=self._options.of(query, found.numbers),
            relax=() if found.total else relaxations(query, lambda others: self._relaxed(others, found.words)),
            corrections=self._corrections(query, understood, found.match == "all" and bool(found.total)),
            related=self._hits(query, understood, found.related, loosely=True),
            guides=self._guided(query, understood, few=found.few),
            also=self._also(query.q, understood),
        )

    def _relaxed(self, queries: Iterable[Query], words: Any) -> Iterator[int]:
        """How many queries find with the same words as one that found these, or with none."""
        return self.backend.counts(Tally(other, self.read(other.q), words=words) for other in queries)

    def _corrections(self, query: Query, understood: Understood, has_all: bool) -> tuple[Correction, ...]:
        """Other spellings, offered when not all words were found."""
        offer = self._corrector.places if has_all else self._corrector.corrections
        return offer(query, understood, self._counts)

    def _counts(self, queries: Iterable[tuple[Query, bool]]) -> Iterator[int]:
        """How many bulletins each query finds, or (True) have all its words."""
        return self.backend.counts(Tally(query, self.read(query.q), whole) for query, whole in queries)

    def _guided(self, query: Query, understood: Understood, *, few: bool) -> tuple[GuideHit, ...]:
        """The guides that answer the words, on the first page; no guide is about a place."""
        if not self._guides or query.page > 1 or not understood.needs or any(one.is_place for one in understood.needs):
            return ()
        return guide_hits(self._guides, query.q, anywhere=few)

    def _also(self, q: str, understood: Understood) -> tuple[Also, ...]:
        """The typed words whose synonyms were looked for too, as far as any bulletin has them."""
        found = []
        shown = self._analyser.synonyms.shown
        for need in understood.needs:
            held = self.backend.occurs(Need(text, texts=(text,), marks=joined_mark(text)) for text in need.synonyms)
            used = [text for text, is_held in zip(need.synonyms, held, strict=True) if is_held]
            if used and (query := alone(q, need.text)):
                found.append(Also(shown(need.text), tuple(map(shown, used)), query))
        return tuple(found)

    def _hits(
        self, query: Query, understood: Understood, documents: Sequence[StoredDocument], *, loosely: bool
    ) -> tuple[Hit, ...]:
        if not documents:
            return ()
        analyser = self._analyser
        marks = Highlighter(query.q, understood, analyser.names, analyser.segmenter, loosely=loosely)
        reasons = Reasons(understood, self._vocabulary, analyser.synonyms.shown)
        hits = []
        for stored in documents:
            title, text = marks.title(stored.bulletin.title), marks.snippet(stored.body, plain=stored.plain)
            hits.append(Hit(stored.bulletin, title, text, reasons.of(stored, "<mark>" in title or "<mark>" in text)))
        return tuple(hits)

    def ids(self, query: Query) -> list[str]:
        """All ids in order, whatever the page."""
        return self.backend.ids(query, self.read(query.q))

    def count(self, query: Query) -> int:
        """How many bulletins a query finds."""
        return next(self._counts([(query, False)]))

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """What a reader who typed this may want."""
        return self._suggester.suggest(text, limit)

    def forget(self) -> None:
        """Drop what is kept in memory of earlier questions."""
        self.backend.forget()
        self.read.cache_clear()

    def close(self) -> None:
        """Close the index, and that of the guides."""
        self.backend.close()
        if self._guides:
            self._guides.close()
