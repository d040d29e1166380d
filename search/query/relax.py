"""When nothing is found: which single condition to drop, and what that would give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from search.query_types import FACETS, Query, Relaxation


def relaxations(query: Query, count: Callable[[Query], int]) -> tuple[Relaxation, ...]:
    """Every condition whose removal alone finds something, the most selective search first."""
    found = []
    for drop, relaxed in _without_one(query):
        if total := count(relaxed):
            found.append(Relaxation(drop, total, relaxed))
    return tuple(sorted(found, key=lambda one: one.total))


def _without_one(query: Query) -> Iterator[tuple[dict[str, str | list[str]], Query]]:
    """The query without each one of its conditions, and what was dropped; several values of a facet also together."""
    if query.q:
        yield {"q": query.q}, replace(query, q="", sort="newest", page=1)
    changes: dict[str, Any]
    for facet in FACETS:
        chosen = query.selected(facet)
        if len(chosen) > 1:
            changes = {facet: ()}
            yield {facet: list(chosen)}, replace(query, page=1, **changes)
        for value in chosen:
            rest = tuple(one for one in chosen if one != value)
            changes = {facet: rest}
            yield {facet: value}, replace(query, page=1, **changes)
    if query.since:
        yield {"since": query.since.isoformat()}, replace(query, since=None, page=1)
    if query.until:
        yield {"until": query.until.isoformat()}, replace(query, until=None, page=1)
    if query.status:
        yield {"status": query.status}, replace(query, status=None, page=1)
