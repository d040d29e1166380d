"""The engine `opensearch`: finds and counts in the cluster's index of one generation, by the rules of all engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from search.engines.opensearch.client import Cluster
from search.engines.opensearch.lexicon import ClusterLexicon
from search.engines.opensearch.questions import (
    EVERYTHING,
    LISTED,
    NEWEST,
    NOTHING,
    Clause,
    Questions,
    enough,
    every,
    numbers_asked,
    numbers_of,
    selections,
    weighed,
)  # fmt: skip
from search.engines.opensearch.rows import MAPPING, stored_of, streams_of
from search.engines.opensearch.scored import Scored
from search.index.suggestion_arrays import KEY_LENGTH, KINDS, key
from search.query.backend import Beginning, Found, Tally, Title, UnreachableError
from search.query.rules import (
    FEW,
    groups_of,
    is_run,
    leading,
    loose_parts,
    telling,
    terms_in_order,
    whole_rarity,
)  # fmt: skip
from search.query.scoring import LIFT, LOOKED_AT, close_words, closeness
from search.query_types import FACETS, Query
from search.store.record import StoredDocument
from search.understanding.understanding import Need, Understood
from view.settings.search_settings import OpenSearchSettings

T = TypeVar("T")
R = TypeVar("R")
_Hits = list[dict[str, Any]]

#: Questions that go in one request where several are asked.
_TOGETHER = 12
_RECORD = {"includes": ["record"]}


class OpenSearchBackend:
    """One generation in a cluster. It asks the concrete index, never an alias, which may move between two questions."""

    name = "opensearch"

    def __init__(self, folder: Path, zone: str, settings: OpenSearchSettings, cluster: Cluster | None = None) -> None:
        """Open what `filling.publish` left in `folder`; the index must be there, whole and of this version."""
        self.lexicon = ClusterLexicon(folder)
        facts = self.lexicon.facts
        self._index: str = facts["index"]
        if facts["mapping"] != MAPPING:
            raise UnreachableError(f"index {self._index} is of version {facts['mapping']}, expected {MAPPING}")
        self._cluster = cluster or Cluster(settings, settings.timeout_seconds)
        self._questions = Questions(zone, self.lexicon.token_count())
        self._scored = Scored(self.lexicon, self._questions)
        self._used = {facet: len(self.lexicon.used(facet)) for facet in FACETS}
        self.check()

    def check(self) -> None:
        """UnreachableError when the index does not hold all bulletins of the generation now."""
        there = self._cluster.count(self._index)
        if there != self.lexicon.size:
            raise UnreachableError(f"index {self._index} has {there} bulletins, expected {self.lexicon.size}")

    # Six calls.

    def find(self, query: Query, understood: Understood, per_page: int) -> Found:
        """One page of a search: one request, unless no bulletin has all words or few do."""
        typed = bool(query.q.strip())
        words, match = (self._questions.all_of(understood) if typed else EVERYTHING), "all"
        answered = self._page(query, understood, words, per_page)
        if typed and not self._any(answered, query, words) and is_run(understood.needs):
            words = self._most(understood)
            if words is not NOTHING:
                match = "most"
                answered = self._page(query, understood, words, per_page, tiered=True)
        few = typed and self._listed(answered, query) < FEW
        may = few and match == "all" and query.sort == "relevance" and query.page == 1 and is_run(understood.needs)
        related = self._related(query, understood, words) if may else []
        hits = answered["hits"]["hits"]
        if match == "most" and leading(understood.needs) and query.sort == "relevance":
            passing = [words, *self._questions.common(query), *selections(query)]
            hits = self._ordered(understood, passing, (query.page - 1) * per_page, per_page)
        numbers = numbers_of(answered["aggregations"], query)
        return Found(match, _total(answered), _read(hits), numbers, few, _read(related), words)

    def counts(self, asked: Iterable[Tally]) -> Iterator[int]:
        """How many bulletins each search finds, some asked together."""
        return _together(asked, self._count)

    def occurs(self, needs: Iterable[Need]) -> Iterator[bool]:
        """Whether any bulletin has each need, some asked together."""
        return _together(needs, lambda some: self._exist([self._questions.need(need) for need in some]))

    def titles(self, asked: Beginning | Need, limit: int) -> list[Title]:
        """The newest listed bulletins whose title begins so, or that have a need."""
        if isinstance(asked, Beginning):
            if len(asked.typed) > KEY_LENGTH:
                return []
            found: Clause = {"prefix": {"begins": key(len(KINDS) - 1, asked.way, asked.typed)}}
        else:
            found = self._questions.need(asked)
        body = {"size": limit, "sort": NEWEST, "query": every([found, LISTED]), "_source": _RECORD}
        rows = [one.bulletin for one in _read(self._ask(body)["hits"]["hits"])]
        return [Title(row.id, row.title) for row in rows]

    def ids(self, query: Query, understood: Understood) -> list[str]:
        """The ids of everything that a search finds, in order."""
        found = self.find(replace(query, page=1), understood, max(1, self.lexicon.size))
        return [one.bulletin.id for one in found.hits]

    def forget(self) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Close the connections and the lexicon."""
        self._cluster.close()
        self.lexicon.close()

    # What words find.

    def _any(self, answered: dict[str, Any], query: Query, words: Clause) -> bool:
        """Whether any bulletin, listed or not, has what the words of a page that was asked for find."""
        if told := answered["aggregations"].get("anywhere"):
            return bool(told["words"]["doc_count"])
        return bool(answered["aggregations"]["base"]["doc_count"]) or self._exist([words])[0]

    @staticmethod
    def _listed(answered: dict[str, Any], query: Query) -> int:
        """How many listed bulletins have the words, whatever the filters."""
        told = answered["aggregations"].get("anywhere")
        return int(told["words"]["listed"]["doc_count"] if told else answered["aggregations"]["base"]["doc_count"])

    def _most(self, understood: Understood) -> Clause:
        """What holds the terms of a query as far as any bulletin has them together, and most of the rest."""
        base: list[Clause] = []
        for term in terms_in_order(understood.needs):
            clause = self._questions.need(term)
            if self._exist([every([*base, clause])])[0]:
                base.append(clause)
        parts = self._weights(loose_parts(telling(understood.needs)))
        scored = weighed(parts, base)
        best = self._best([scored])[0] if parts else 0
        if not best and not base:
            return NOTHING
        most = self._questions.without(enough(scored, best) if best else every(base), understood)
        return most if self._exist([most])[0] else NOTHING

    def _related(self, query: Query, understood: Understood, words: Clause) -> _Hits:
        """The best of what holds each term typed apart, and of each run of several words a good part."""
        near: list[Clause] = [*self._questions.common(query), *selections(query)]
        groups = [(terms, loose) for terms, loose in groups_of(understood.needs)]
        for terms, loose in groups:
            near += map(self._questions.need, terms)
            if loose is not None:
                parts = self._weights(loose)
                certain = sum(weight for _, weight in self._weights(terms, also_none=True))
                scored = weighed(parts)
                best = max(1, self._best([scored])[0] if parts else 0)
                near.append(enough(scored, best, certain) if parts else _at_least(best, certain))
        passing: Clause = {"bool": {"filter": near, "must_not": [words]}}
        return self._ordered(understood, [self._questions.without(passing, understood)], 0, FEW)

    def _weights(self, needs: Sequence[Need], *, also_none: bool = False) -> list[tuple[Clause, int]]:
        """Needs as clauses, each with how much it tells; those that no bulletin has only where it is said."""
        if not needs:
            return []
        clauses = [self._questions.need(need) for need in needs]
        asked = {str(at): {"filter": clause} for at, clause in enumerate(clauses)}
        found = self._ask({"size": 0, "track_total_hits": False, "aggs": asked})["aggregations"]
        many = [int(found[str(at)]["doc_count"]) for at in range(len(clauses))]
        return [
            (clause, whole_rarity(number, self.lexicon.size))
            for clause, number in zip(clauses, many, strict=True)
            if number or also_none
        ]

    def _best(self, scored: Sequence[Clause]) -> list[int]:
        """The highest score of each question."""
        bodies = [{"size": 1, "track_total_hits": False, "_source": False, "query": one} for one in scored]
        found = self._cluster.searches(self._index, bodies)
        return [round(one["hits"]["max_score"] or 0) for one in found]

    def _exist(self, clauses: Sequence[Clause]) -> list[bool]:
        """Whether each clause finds anything."""
        bodies = [{"size": 0, "track_total_hits": 1, "query": {"bool": {"filter": [one]}}} for one in clauses]
        return [bool(_total(one)) for one in self._cluster.searches(self._index, bodies)]

    def _count(self, asked: Sequence[Tally]) -> list[int]:
        words = [self._words(one) for one in asked]
        bodies = [
            {
                "size": 0, "track_total_hits": True,
                "query": every([found, *self._questions.common(one.query), *selections(one.query)]),
            }
            for one, found in zip(asked, words, strict=True)
        ]  # fmt: skip
        return [_total(one) for one in self._cluster.searches(self._index, bodies)]

    def _words(self, asked: Tally) -> Clause:
        """What the words of a search find."""
        if not asked.query.q.strip():
            return EVERYTHING
        if asked.words is not None:
            words: Clause = asked.words
            return words
        found = self._questions.all_of(asked.understood)
        if asked.whole or not is_run(asked.understood.needs) or self._exist([found])[0]:
            return found
        return self._most(asked.understood)

    # Pages.

    def _page(
        self, query: Query, understood: Understood, words: Clause, per_page: int, *, tiered: bool = False
    ) -> dict[str, Any]:
        """One page of a search with its numbers, and how many listed bulletins have the words."""
        common, chosen = self._questions.common(query), selections(query)
        first = (query.page - 1) * per_page
        aggs = numbers_asked(query, self._used)
        if query.status is None and not (query.since or query.until):
            aggs["base"] = {"filter": EVERYTHING}
        elif query.q.strip():
            listed = {"listed": {"filter": LISTED}}
            aggs["anywhere"] = {"global": {}, "aggs": {"words": {"filter": words, "aggs": listed}}}
        else:
            aggs["base"] = {"filter": EVERYTHING}
        body: dict[str, Any] = {"track_total_hits": True, "aggs": aggs}
        if chosen:
            body["post_filter"] = every(chosen)
        filters = [words, *common]
        if query.sort == "newest" or not query.q.strip():
            question = {"query": every(filters), "sort": NEWEST, "from": first, "size": per_page, "_source": _RECORD}
            return self._ask({**body, **question})
        if tiered and leading(understood.needs):
            return self._ask({**body, "query": every(filters), "size": 0})
        question, lifted = self._ranked(understood, filters, first, per_page)
        answered = self._ask({**body, **question})
        if lifted:
            hits = self._lifted(understood, answered["hits"]["hits"])
            answered["hits"]["hits"] = hits[first : first + per_page]
        return answered

    def _ranked(
        self, understood: Understood, filters: Sequence[Clause], first: int, size: int
    ) -> tuple[dict[str, Any], bool]:
        """The scored question of some places in the order, and whether it asks from the first one on to be lifted."""
        lifted = first < LOOKED_AT and len(close_words(understood)) > 1
        begin, end = (0, max(first + size, LOOKED_AT)) if lifted else (first, first + size)
        question = {
            "query": self._scored.query(understood, filters), "sort": [{"_score": "desc"}, *NEWEST],
            "from": begin, "size": end - begin, "_source": {"includes": ["record", "streams"]} if lifted else _RECORD,
        }  # fmt: skip
        return question, lifted

    def _ordered(self, understood: Understood, filters: Sequence[Clause], first: int, size: int) -> _Hits:
        """Some places of the order by relevance, tier by tier where a query names industries."""
        found: _Hits = []
        for tier in _tiers([self._questions.need(need) for need in leading(understood.needs)]):
            question, lifted = self._ranked(understood, [*filters, *tier], first, size - len(found))
            answered = self._ask({**question, "track_total_hits": True})
            hits, total = answered["hits"]["hits"], _total(answered)
            if lifted:
                hits = self._lifted(understood, hits)[first : first + size - len(found)]
            found += hits
            first = max(0, first - total)
            if len(found) >= size:
                break
        return found

    @staticmethod
    def _lifted(understood: Understood, hits: _Hits) -> _Hits:
        """The first by score, those lifted in which the words stand close together."""
        wanted = close_words(understood)
        top = [
            (-round(hit["sort"][0] * (1 + LIFT * closeness(wanted, streams_of(hit["_source"]))), 6), at)
            for at, hit in enumerate(hits[:LOOKED_AT])
        ]
        return [*(hits[at] for _, at in sorted(top)), *hits[LOOKED_AT:]]

    def _ask(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._cluster.search(self._index, body)


def _tiers(clauses: Sequence[Clause]) -> Iterator[list[Clause]]:
    """Those that have all of some clauses, then all but one, and so on."""
    for least in range(len(clauses), 0, -1):
        some: Clause = {"should": list(clauses), "minimum_should_match": least}
        more: Clause = {"bool": {"should": list(clauses), "minimum_should_match": least + 1}}
        yield [{"bool": {**some, "must_not": [more]}}] if least < len(clauses) else [{"bool": some}]
    yield [{"bool": {"must_not": list(clauses)}}] if clauses else []


def _at_least(best: int, certain: int) -> Clause:
    """Where nothing loose is held by any bulletin, what is certain must do."""
    return enough(NOTHING, best, certain)


def _together(some: Iterable[T], ask: Callable[[Sequence[T]], Iterable[R]]) -> Iterator[R]:
    """What is asked of each value, as many at once as go into one request."""
    values = iter(some)
    while several := list(islice(values, _TOGETHER)):
        yield from ask(several)


def _total(answered: dict[str, Any]) -> int:
    return int(answered["hits"]["total"]["value"])


def _read(hits: _Hits) -> list[StoredDocument]:
    return [stored_of(hit["_source"]) for hit in hits]
