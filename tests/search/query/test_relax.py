"""When nothing is found: which single condition to drop, and what that gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from search.query.relax import MOST, relaxations
from search.query_types import Query

FULL = Query(
    "关税", ("VN", "US"), ("steel",), ("warning",), ("high",), ("甲",),
    status="withdrawn", since=date(2026, 1, 1), until=date(2026, 2, 1), sort="relevance", page=3,
)  # fmt: skip


def test_each_condition_is_dropped_alone() -> None:
    asked: list[Query] = []

    def counts(some: Sequence[Query]) -> list[int]:
        asked.extend(some)
        return [1] * len(some)

    found = relaxations(FULL, counts)
    assert [one.drop for one in found] == [
        {"q": "关税"}, {"country": ["VN", "US"]}, {"industry": "steel"}, {"channel": "warning"}, {"level": "high"},
        {"keyword": "甲"}, {"since": "2026-01-01"}, {"until": "2026-02-01"}, {"status": "withdrawn"},
    ]  # fmt: skip
    assert len(asked) == MOST
    assert {one.page for one in asked} == {1}
    assert (asked[0].q, asked[0].sort, asked[0].country) == ("", "newest", ("VN", "US"))
    assert (asked[1].q, asked[1].country, asked[1].level) == ("关税", (), ("high",))
    assert (asked[-1].status, asked[-1].since) == (None, date(2026, 1, 1))


def test_what_finds_nothing_is_not_offered_and_the_most_selective_goes_first() -> None:
    found = relaxations(Query("a", ("VN",), level=("high",)), lambda _: [5, 0, 2])
    assert [(one.drop, one.total) for one in found] == [({"level": "high"}, 2), ({"q": "a"}, 5)]
    assert relaxations(Query(), lambda some: [0] * len(some)) == ()
