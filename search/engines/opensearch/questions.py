"""What a query asks for as OpenSearch's query language says it: exactly what arrays look up, term by term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from search.query.facets import KEYWORDS_SHOWN, moment
from search.query.rules import MOST_PART
from search.query_types import FACETS, Query
from search.text.terms import is_open, terms_of
from search.understanding.understanding import Need, Understood
from view.bulletin import LISTED_STATUSES

Clause = dict[str, Any]

NOTHING: Clause = {"match_none": {}}
EVERYTHING: Clause = {"match_all": {}}
LISTED: Clause = {"terms": {"status": list(LISTED_STATUSES)}}
#: The order of `newest`; a bulletin's id is its own, so no two are equal.
NEWEST = [{"us": "desc"}, {"id": "desc"}]


class Questions:
    """Writes the questions of one generation, which knows `tokens` different tokens at most."""

    def __init__(self, zone: str, tokens: int) -> None:
        self._zone, self._tokens = ZoneInfo(zone), tokens

    def text(self, text: str, field: str | None = None, *, prefix: bool = False) -> Clause:
        """Bulletins that hold a text within one block, in all fields or in one."""
        terms, where = terms_of(text), field or "all"
        if not terms:
            return NOTHING
        goes_on = prefix and is_open(terms[-1])
        if len(terms) == 1:
            return {"prefix" if goes_on else "term": {where: {"value": terms[0]}}}
        if goes_on:  # every token that begins so, or some would be lost
            return {"match_phrase_prefix": {where: {"query": " ".join(terms), "max_expansions": self._tokens + 1}}}
        return {"match_phrase": {where: {"query": " ".join(terms)}}}

    def need(self, need: Need) -> Clause:
        """Bulletins that hold what a need asks for, in any of its spellings."""
        if need.beside:
            return either(self.text(text, need.field) for text in need.beside)
        found = [every(map(self.need, way)) for way in need.ways if way]
        found += [self.text(text, need.field, prefix=need.prefix) for text in need.texts]
        found += [{"term": {"words": mark}} for mark in need.marks]
        found += [self.text(text, need.field) for text in need.synonyms]
        if need.days:
            found.append(self.days(need.days.first, need.days.last))
        return either(found)

    def all_of(self, understood: Understood) -> Clause:
        """Bulletins that have all words of a query and nothing that it leaves out."""
        if not understood.needs:
            return self.without(EVERYTHING, understood) if understood.excluded else NOTHING
        return self.without(every(map(self.need, understood.needs)), understood)

    def without(self, clause: Clause, understood: Understood) -> Clause:
        """What a clause finds, but for what a query leaves out."""
        if not understood.excluded:
            return clause
        return {
            "bool": {
                "filter": [clause],
                "must_not": [every(map(self.need, needs)) for needs in understood.excluded],
            }
        }

    def days(self, since: date | None, until: date | None) -> Clause:
        """Bulletins that were published on these days."""
        first = moment(since or date.min, 0, self._zone)
        end = moment(until or date.max, 1, self._zone)
        return {"range": {"us": {"gte": first, "lt": end}}}

    def common(self, query: Query) -> list[Clause]:
        """What status and dates leave."""
        found = [LISTED if query.status is None else {"term": {"status": query.status}}]
        return [*found, self.days(query.since, query.until)] if query.since or query.until else found


def every(some: Iterable[Clause]) -> Clause:
    """What is found by all of some clauses, of which there is one at least."""
    clauses = list(some)
    return clauses[0] if len(clauses) == 1 else {"bool": {"filter": clauses}}


def either(some: Iterable[Clause]) -> Clause:
    """What is found by any of some clauses."""
    clauses = list(some)
    if len(clauses) < 2:
        return clauses[0] if clauses else NOTHING
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def weighed(parts: Sequence[tuple[Clause, int]], among: Sequence[Clause] = ()) -> Clause:
    """What holds any of some parts, scored by the sum of their whole weights, which 32 bits hold exactly."""
    should = [{"constant_score": {"filter": clause, "boost": weight}} for clause, weight in parts]
    return {"bool": {"filter": list(among), "should": should, "minimum_should_match": 1}}


def enough(scored: Clause, best: int, certain: int = 0) -> Clause:
    """What holds a good part of the `best`, where each holds something for `certain` beside."""
    least = -(-(best + certain) // MOST_PART) - certain
    return {"function_score": {"query": scored, "min_score": least - 0.25}} if least > 0 else EVERYTHING


def selections(query: Query, but: str = "") -> list[Clause]:
    """What the selections of all facets but one leave."""
    return [{"terms": {facet: list(chosen)}} for facet in FACETS if facet != but and (chosen := query.selected(facet))]


def numbers_asked(query: Query, used: Mapping[str, int]) -> dict[str, Clause]:
    """The numbers beside a search: each facet ignores its own selection. `used` says how many values each has."""
    asked: dict[str, Clause] = {}
    for facet in FACETS:
        size = max(1, used[facet])
        terms: Clause = {"terms": {"field": facet, "size": size}}
        if facet == "keyword":  # a shard says all that it knows, so that the most frequent are the most frequent
            order = [{"_count": "desc"}, {"_key": "asc"}]
            terms = {"terms": {"field": facet, "size": KEYWORDS_SHOWN, "shard_size": size, "order": order}}
        aggs = {"most": terms}
        if facet == "keyword" and query.keyword:
            chosen = {"field": facet, "include": list(query.keyword), "size": len(query.keyword)}
            aggs["chosen"] = {"terms": chosen}
        asked[facet] = {"filter": {"bool": {"filter": selections(query, but=facet)}}, "aggs": aggs}
    return asked


def numbers_of(answered: Mapping[str, Any], query: Query) -> dict[str, dict[str, int]]:
    """The numbers that came back."""
    found: dict[str, dict[str, int]] = {}
    for facet in FACETS:
        said = answered[facet]
        found[facet] = {one["key"]: one["doc_count"] for one in said["most"]["buckets"]}
        if facet == "keyword":
            chosen = {one["key"]: one["doc_count"] for one in said.get("chosen", {}).get("buckets", ())}
            found[facet] |= {code: chosen.get(code, 0) for code in query.keyword}
    return found
