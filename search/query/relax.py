"""When nothing is found: which single condition to drop, and what that would give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from search.query_types import FACETS, Query, Relaxation

#: Searches that are tried: one for the words, one for each facet, status, and either end of the period.
MOST = 1 + len(FACETS) + 3


def relaxations(query: Query, counts: Callable[[Sequence[Query]], Iterable[int]]) -> tuple[Relaxation, ...]:
    """Every condition whose removal alone finds something, the most selective search first; at most MOST are tried.

    Values of a facet are OR-ed: without one of several nothing more is found, so they go together.
    """
    tried = list(_without_one(query))
    totals = counts([relaxed for _, relaxed in tried])
    found = [Relaxation(drop, total, relaxed) for (drop, relaxed), total in zip(tried, totals, strict=True) if total]
    return tuple(sorted(found, key=lambda one: one.total))


def _without_one(query: Query) -> Iterator[tuple[dict[str, str | list[str]], Query]]:
    """The query without each one of its conditions, and what was dropped."""
    if query.q:
        yield {"q": query.q}, replace(query, q="", sort="newest", page=1)
    changes: dict[str, Any]
    for facet in FACETS:
        if chosen := query.selected(facet):
            changes = {facet: ()}
            yield {facet: list(chosen) if len(chosen) > 1 else chosen[0]}, replace(query, page=1, **changes)
    for name in ("since", "until"):
        if day := getattr(query, name):
            changes = {name: None}
            yield {name: day.isoformat()}, replace(query, page=1, **changes)
    if query.status:
        yield {"status": query.status}, replace(query, status=None, page=1)
