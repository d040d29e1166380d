"""What stands beside a list: counts, months, spans of time; all counted from its newest bulletin."""

from __future__ import annotations

from builder.catalogue.lists import BulletinList
from builder.catalogue.model import Model
from builder.pages.lists.list_sides import (
    UNGRADED,
    facets,
    month_links,
    months_before,
    narrowed_url,
    period,
    timeline,
    windows,
)
from tests.builder.catalogue.listing import model, record
from view.settings.site_settings import Settings


def site(**settings: object) -> Model:
    return model(
        record("a", date="2026-09-02", countries=["VN"], industries=["steel"], level="高"),
        record("b", date="2026-11-02", countries=["VN"]),
        record("c", date="2026-11-20", countries=["TH"], level="低"),
        settings=Settings(**settings),  # type: ignore[arg-type]
    )


def of(one: Model, **codes: str) -> BulletinList:
    return next(found for found in one.lists if found.codes == codes)


def test_a_list_is_narrowed_by_what_it_is_not_told_by() -> None:
    one = site()
    names = [(group["name"], [(link.label, link.count) for link in group["links"]]) for group in facets(one, of(one))]
    assert names == [
        ("country", [("越南", 2), ("泰国", 1)]),
        ("industry", [("钢铁", 1)]),
        ("channel", [("风险预警", 3)]),
        ("level", [("高", 1), ("低", 1), (UNGRADED, 1)]),
    ]
    assert "country" not in [group["name"] for group in facets(one, of(one, country="VN"))]


def test_a_condition_more_is_a_page_where_there_is_one_and_else_a_search() -> None:
    one, country = site(), {"country": "VN"}
    assert narrowed_url(one, of(one), "country", "VN") == "/risk/country/vn/"
    assert narrowed_url(one, of(one), "month", "2026-11") == "/risk/month/2026-11/"
    assert narrowed_url(one, of(one), "level", "high") == "/search?level=high"
    assert narrowed_url(one, of(one, **country), "industry", "steel") == "/risk/country/vn/industry/steel/"
    assert narrowed_url(one, of(one, month="2026-11"), "country", "VN") == (
        "/search?country=VN&since=2026-11-01&until=2026-11-30"
    )
    without = site(facet_pairs=False, endpoint_origin="https://q.example")
    assert narrowed_url(without, of(without, **country), "industry", "steel").startswith("https://q.example/search?")


def test_months_are_counted_without_gaps_up_to_the_newest() -> None:
    one = site()
    bars = timeline(one, of(one))
    assert [(bar["month"], bar["levels"], bar["none"], bar["total"]) for bar in bars] == [
        ("2026-09", [1, 0, 0], 0, 1),
        ("2026-10", [0, 0, 0], 0, 0),
        ("2026-11", [0, 0, 1], 1, 2),
    ]
    assert [bool(bar["url"]) for bar in bars] == [True, False, True]
    assert timeline(one, BulletinList({})) == []


def test_a_month_leads_to_those_beside_it_and_all_to_each() -> None:
    one = site()
    assert [link.text for link in month_links(one, of(one))["months"]] == ["2026年11月", "2026年9月"]
    november = month_links(one, of(one, month="2026-11"))
    assert (november["earlier"].url, november["later"], november["months"]) == ("/risk/month/2026-09/", None, [])
    assert month_links(one, of(one, country="VN")) == {"months": [], "earlier": None, "later": None}


def test_spans_of_time_begin_before_the_newest() -> None:
    one = site()
    assert windows(of(one).members)[0] == {"text": "近 30 天", "since": "2026-10-22"}
    assert windows([]) == []
    assert period({"month": "2028-02"}) == {"text": "2028年2月", "since": "2028-02-01", "until": "2028-02-29"}
    assert period({}) is None


def test_months_before_one() -> None:
    assert months_before("2026-02", 4) == ["2025-11", "2025-12", "2026-01", "2026-02"]
