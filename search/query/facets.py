"""Filters and the numbers beside them: one bitmap for each value of each facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from pyroaring import BitMap

from search.query_types import FACETS, FacetValue, Query
from search.store.bitmaps import bitmap_of
from search.store.segments import Live
from view.bulletin import LISTED_STATUSES, STATUSES
from view.vocabulary.vocabulary import Vocabulary

#: How many keywords are offered beside the selected ones.
KEYWORDS_SHOWN = 20


class Facet:
    """One facet: its used values in the order shown, and the documents of each."""

    def __init__(self, name: str, live: Live, vocabulary: Vocabulary) -> None:
        self.name = name
        found = live.holders(name)
        if name == "keyword":  # most used first: the search for the most frequent of a result can stop early
            order = sorted(found, key=lambda code: (-len(found[code]), code))
            self._labels = {code: code for code in order}
        else:
            rank = vocabulary.order(name)
            order = sorted(found, key=lambda code: (rank.get(code, len(rank)), code))
            self._labels = {code: vocabulary.label(name, code) for code in order}
        self.documents = {code: found[code] for code in order}

    def filtered(self, values: Iterable[str]) -> BitMap:
        """The documents that hold at least one of the values."""
        return BitMap.union(BitMap(), *(self.documents[one] for one in values if one in self.documents))

    def count(self, base: BitMap, selected: tuple[str, ...]) -> tuple[FacetValue, ...]:
        """The options with what each would give; `base` is the result without this facet's selection."""
        if self.name == "keyword":
            return self._count_keywords(base, selected)
        count = base.intersection_cardinality
        return tuple(
            FacetValue(code, self._labels[code], count(documents), code in selected)
            for code, documents in self.documents.items()
        )

    def _count_keywords(self, base: BitMap, selected: tuple[str, ...]) -> tuple[FacetValue, ...]:
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
        ranked = sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(FacetValue(code, code, number, code in selected) for code, number in ranked)


class Filters:
    """Every condition of a query but its words."""

    def __init__(self, live: Live, vocabulary: Vocabulary, zone: str) -> None:
        self.facets: dict[str, Facet] = {name: Facet(name, live, vocabulary) for name in FACETS}
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
        first = 0 if until is None else int(np.searchsorted(ages, -self._moment(until, 1), "right"))
        last = len(ages) if since is None else int(np.searchsorted(ages, -self._moment(since, 0), "right"))
        return first, max(first, last)

    def _moment(self, day: date, days: int) -> int:
        """Midnight at the site, in microseconds; the ends of the calendar stay where they are."""
        if day.year <= 1:
            return -(1 << 62)
        if day.year >= date.max.year:
            return 1 << 62
        midnight = datetime.combine(day + timedelta(days=days), time.min, tzinfo=self._zone)
        return round(midnight.timestamp() * 1_000_000)

    def selections(self, query: Query) -> dict[str, BitMap]:
        """For each facet with a selection, the documents it leaves."""
        return {name: facet.filtered(chosen) for name, facet in self.facets.items() if (chosen := query.selected(name))}

    def count(self, base: BitMap, selections: Mapping[str, BitMap], query: Query) -> dict[str, tuple[FacetValue, ...]]:
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
