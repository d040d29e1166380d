"""The options beside a search as readers see them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from search.query.facets import FacetOptions, moment
from search.query_types import FACETS, Query
from tests.search.corpora import vocabulary

ZONE = ZoneInfo("Asia/Shanghai")
USED = {**{facet: [] for facet in FACETS}, "country": ["US", "VN", "ZZ"], "level": ["low", "high"]}
NUMBERS: dict[str, dict[str, int]] = {**{facet: {} for facet in FACETS}, "country": {"VN": 3}, "keyword": {"甲": 1}}


def test_every_used_value_is_offered_in_the_order_of_the_vocabulary() -> None:
    options = FacetOptions(USED, vocabulary()).of(Query(country=("VN",)), NUMBERS)
    order = vocabulary().order("country")
    assert [one.code for one in options["country"]] == [*sorted(("US", "VN"), key=order.__getitem__), "ZZ"]
    assert {one.code: (one.label, one.count, one.selected) for one in options["country"]}["VN"] == ("越南", 3, True)
    assert [one.code for one in options["level"]] == ["high", "low"]
    assert [one.count for one in options["level"]] == [0, 0]


def test_keywords_come_by_number_then_by_name() -> None:
    numbers = {**NUMBERS, "keyword": {"乙": 2, "b": 5, "a": 2}}
    options = FacetOptions(USED, vocabulary()).of(Query(keyword=("a",)), numbers)["keyword"]
    assert [(one.code, one.count, one.selected) for one in options] == [
        ("b", 5, False),
        ("a", 2, True),
        ("乙", 2, False),
    ]


def test_a_day_is_midnight_at_the_site_and_calendars_have_ends() -> None:
    assert moment(date(1970, 1, 1), 0, ZONE) == -8 * 3600 * 1_000_000
    assert moment(date(1970, 1, 1), 1, ZONE) - moment(date(1970, 1, 1), 0, ZONE) == 86_400_000_000
    assert moment(date.min, 0, ZONE) < moment(date(1900, 1, 1), 0, ZONE) < moment(date.max, 1, ZONE)
