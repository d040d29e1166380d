"""The site at one moment: its months, its newest bulletin, and the headings of its lists."""

from __future__ import annotations

import pytest

from builder.catalogue.model import RISK_STEP, list_title, month_label, months_of, trail
from tests.builder.catalogue.listing import model, record


def test_an_empty_site_has_no_newest_and_no_months() -> None:
    empty = model()
    assert (empty.newest, empty.months, empty.row(None), empty.rows([])) == (None, [], None, [])


def test_the_newest_is_the_newest_that_lists_show() -> None:
    changes = [{"date": "2026-11-21", "kind": "withdrawal", "note": "撤"}]
    gone = record("gone", date="2026-11-20", status="withdrawn", changes=changes)
    site = model(record("a", date="2026-10-01"), record("b", date="2026-11-02"), gone)
    assert site.newest
    assert site.newest.id == "b"
    assert [row.id for row in site.rows(site.selection.published)] == ["a", "b", "gone"]


def test_months_are_those_in_which_something_is_listed_oldest_first() -> None:
    changes = [{"date": "2026-11-21", "kind": "withdrawal", "note": "撤"}]
    gone = record("gone", date="2026-09-20", status="withdrawn", changes=changes)
    site = model(record("b", date="2026-11-02"), record("a", date="2026-10-01"), gone)
    assert site.months == months_of(site.marks) == ["2026-10", "2026-11"]


def test_the_trail_begins_at_home_and_its_last_step_leads_nowhere() -> None:
    steps = trail(RISK_STEP, ("越南", None))
    assert [(one.text, one.url) for one in steps] == [("首页", "/"), ("风险信息", "/risk/"), ("越南", None)]


@pytest.mark.parametrize(
    ("codes", "title"),
    [
        ({}, "风险信息"),
        ({"country": "VN"}, "越南风险信息"),
        ({"country": "VN", "industry": "steel"}, "越南 · 钢铁风险信息"),
        ({"channel": "warning"}, "风险预警"),
        ({"month": "2026-01"}, "2026年1月风险信息"),
    ],
)
def test_the_heading_of_a_list(codes: dict[str, str], title: str) -> None:
    assert list_title(model(), codes) == title


def test_a_month_in_words() -> None:
    assert [month_label(one) for one in ("2026-01", "2026-12")] == ["2026年1月", "2026年12月"]
