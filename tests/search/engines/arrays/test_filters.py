"""Filters and the numbers beside them."""

from __future__ import annotations

from datetime import date

from search.engines.arrays.filters import Filters, narrowed
from search.query_types import FACETS, Query
from search.store.segments import Live
from tests.search.corpora import ZONE


def test_status_and_days_are_inclusive(live: Live) -> None:
    filters = Filters(live, ZONE)
    assert list(filters.listed) == [0, 2, 3]
    assert list(filters.common(Query(status="withdrawn"))) == [1]
    assert list(filters.published(date(2026, 1, 2), date(2026, 1, 3))) == [1, 2]
    assert list(filters.published(None, date(2026, 1, 1))) == [3]
    assert list(filters.published(date(2026, 1, 4), None)) == [0]
    assert list(filters.published(date(2026, 2, 1), date(2026, 1, 1))) == []
    assert list(filters.common(Query(since=date(2026, 1, 3)))) == [0]


def test_values_of_one_facet_widen_and_facets_narrow(live: Live) -> None:
    filters = Filters(live, ZONE)
    assert list(filters.facets["country"].filtered(("VN", "BR"))) == [0, 1, 2, 3]
    assert list(filters.facets["country"].filtered(("ZZ",))) == []
    chosen = filters.selections(Query(country=("BR",), level=("low",)))
    assert list(narrowed(filters.listed, chosen)) == [0]
    assert list(narrowed(filters.listed, chosen, but="level")) == [0, 2]


def test_a_facet_ignores_its_own_selection_and_respects_the_others(live: Live) -> None:
    filters = Filters(live, ZONE)
    query = Query(country=("VN",), level=("high",))
    counts = filters.count(filters.listed, filters.selections(query), query)
    assert set(counts) == set(FACETS)
    assert counts["country"] == {"VN": 1, "BR": 0}
    assert counts["level"] == {"high": 1, "low": 1}
    assert counts["keyword"] == {"关税": 1, "钢": 1}


def test_a_chosen_keyword_is_offered_even_when_it_finds_nothing(live: Live) -> None:
    filters = Filters(live, ZONE)
    query = Query(country=("BR",), keyword=("钢", "没有"))
    assert filters.count(filters.listed, filters.selections(query), query)["keyword"] == {"港口": 1, "钢": 0, "没有": 0}
