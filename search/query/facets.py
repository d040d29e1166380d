"""The options beside a search as readers see them: which values a facet offers, in which order, under which names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from search.query_types import FACETS, FacetValue, Query
from view.vocabulary.vocabulary import Vocabulary

#: How many keywords are offered beside the selected ones.
KEYWORDS_SHOWN = 20


class FacetOptions:
    """The used values of each facet with their labels, in the order shown: for one generation they never change."""

    def __init__(self, used: Mapping[str, Iterable[str]], vocabulary: Vocabulary) -> None:
        self._labels = {
            facet: {code: vocabulary.label(facet, code) for code in _in_order(used[facet], vocabulary.order(facet))}
            for facet in FACETS
            if facet != "keyword"
        }

    def of(self, query: Query, numbers: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[FacetValue, ...]]:
        """The options of every facet, each with its number; a value without one has none behind it."""
        options = {}
        for facet in FACETS:
            chosen, found = query.selected(facet), numbers[facet]
            if facet == "keyword":
                ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
                options[facet] = tuple(FacetValue(code, code, number, code in chosen) for code, number in ranked)
            else:
                options[facet] = tuple(
                    FacetValue(code, label, found.get(code, 0), code in chosen)
                    for code, label in self._labels[facet].items()
                )
        return options


def _in_order(codes: Iterable[str], rank: Mapping[str, int]) -> list[str]:
    return sorted(codes, key=lambda code: (rank.get(code, len(rank)), code))


def moment(day: date, days: int, zone: ZoneInfo) -> int:
    """Midnight at the site some days after a day, in microseconds; the ends of the calendar stay where they are."""
    if day.year <= 1:
        return -(1 << 62)
    if day.year >= date.max.year:
        return 1 << 62
    midnight = datetime.combine(day + timedelta(days=days), time.min, tzinfo=zone)
    return round(midnight.timestamp() * 1_000_000)
