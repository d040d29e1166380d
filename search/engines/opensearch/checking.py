"""Whether a cluster answers as the index of record does: a sample of searches, before the pages lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from search.query.backend import Backend, Found
from search.query.rules import settle
from search.query_types import FACETS, Query
from search.text.analysis import Analyser
from search.understanding.understanding import Need, Understanding

#: Titles whose words are asked for, and results of each answer that are compared.
_TITLES, _SHOWN = 6, 10


def sample_differs(local: Backend, there: Backend, analyser: Analyser) -> str:
    """What is asked where two backends say otherwise; empty when they agree."""
    understanding = Understanding(analyser.names, analyser.segmenter, analyser.synonyms)

    def occurs(need: Need) -> bool:
        return next(local.occurs([need]))

    for query in _sample(local, understanding):
        understood = settle(understanding.read(query.q), occurs)
        found, other = (one.find(query, understood, _SHOWN) for one in (local, there))
        if _told(found) != _told(other):
            return repr(query.q) if query.q else "everything"
    return ""


def _sample(local: Backend, understanding: Understanding) -> Iterator[Query]:
    """Everything, the first value of each facet, and words and beginnings of titles."""
    yield Query()
    for facet in FACETS:
        for code in islice(local.lexicon.used(facet), 1):
            changes = {facet: (code,)}
            yield Query(**changes)  # type: ignore[arg-type]
    newest = local.find(Query(), understanding.read(""), _TITLES)
    for title in (one.bulletin.title for one in newest.hits):
        yield Query(q=title[:12], sort="newest")
        for need in islice(understanding.read(title).needs, 2):
            yield Query(q=need.text, sort="newest")


def _told(found: Found) -> tuple[object, ...]:
    numbers = [sorted((code, number) for code, number in found.numbers[facet].items() if number) for facet in FACETS]
    return found.match, found.total, numbers, [one.bulletin.id for one in found.hits]
