"""Filters and the numbers beside them: one bitmap for each value of each facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from pyroaring import BitMap

from search.query.facets import KEYWORDS_SHOWN, moment
from search.query_types import FACETS, Query
from search.store.bitmaps import bitmap_of
from search.store.segments import Live
from view.bulletin import LISTED_STATUSES, STATUSES


class Facet:
    """One facet: its used values, and the documents of each."""

    def __init__(self, name: str, live: Live) -> None:
        self.name = name
        found = live.holders(name)
        # Most used first: the search for the most frequent keywords of a result can stop early.
        order = sorted(found, key=lambda code: (-len(found[code]), code)) if name == "keyword" else found
        self.documents = {code: found[code] for code in order}

    def filtered(self, values: Iterable[str]) -> BitMap:
        """The documents that hold at least one of the values."""
        return BitMap.union(BitMap(), *(self.documents[one] for one in values if one in self.documents))

    def count(self, base: BitMap, selected: tuple[str, ...]) -> dict[str, int]:
        """What each value would give; `base` is the result without this facet's selection."""
        if self.name == "keyword":
            return self._count_keywords(base, selected)
        count = base.intersection_cardinality
        return {code: count(documents) for code, documents in self.documents.items()}

    def _count_keywords(self, base: BitMap, selected: tuple[str, ...]) -> dict[str, int]:
        counts: dict[str, int] = {}
        least = 0
        for code, documents in self.documents.items():
            if len(documents) < least:
                break
            if number := base.intersection_cardinality(documents):
                counts[code] = number
                if len(counts) % KEYWORDS_SHOWN == 0:
                    least = sorted(counts.values())[-KEYWORDS_SHOWN]
        shown = dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:KEYWORDS_SHOWN])
        for code in selected:
            shown[code] = base.intersection_cardinality(self.documents.get(code, BitMap()))
        return shown


class Filters:
    """Every condition of a query but its words."""

    def __init__(self, live: Live, zone: str) -> None:
        self.facets: dict[str, Facet] = {name: Facet(name, live) for name in FACETS}
        self._dates = live.dates
        self._zone = ZoneInfo(zone)
        self._statuses = {name: bitmap_of(np.flatnonzero(live.statuses == at)) for at, name in enumerate(STATUSES)}
        self.listed = BitMap.union(*(self._statuses[name] for name in LISTED_STATUSES))

    def common(self, query: Query) -> BitMap:
        """The documents that status and dates leave."""
        base = self.listed if query.status is None else self._statuses[query.status]
        if query.since is None and query.until is None:
            return base
        return base & self.published(query.since, query.until)

    def published(self, since: date | None, until: date | None) -> BitMap:
        """The documents published on these days."""
        window = BitMap()
        window.add_range(*self._between(since, until))
        return window

    def _between(self, since: date | None, until: date | None) -> tuple[int, int]:
        """The range of documents published on these days; they are numbered from the newest."""
        ages = -self._dates
        first = 0 if until is None else int(np.searchsorted(ages, -moment(until, 1, self._zone), "right"))
        last = len(ages) if since is None else int(np.searchsorted(ages, -moment(since, 0, self._zone), "right"))
        return first, max(first, last)

    def selections(self, query: Query) -> dict[str, BitMap]:
        """For each facet with a selection, the documents it leaves."""
        return {name: facet.filtered(chosen) for name, facet in self.facets.items() if (chosen := query.selected(name))}

    def count(self, base: BitMap, selections: Mapping[str, BitMap], query: Query) -> dict[str, dict[str, int]]:
        """All facets; each ignores its own selection, respects the others. `base` is the result before selections."""
        everything = narrowed(base, selections)
        counts = {}
        for name, facet in self.facets.items():
            others = narrowed(base, selections, but=name) if name in selections else everything
            counts[name] = facet.count(others, query.selected(name))
        return counts


def narrowed(base: BitMap, selections: Mapping[str, BitMap], *, but: str = "") -> BitMap:
    """What all selections but one leave."""
    for name, documents in selections.items():
        if name != but:
            base = base & documents
    return base
