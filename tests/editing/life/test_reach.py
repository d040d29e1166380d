"""Which addresses and feeds a change of one bulletin reaches."""

from __future__ import annotations

from editing.life.reach import reach_of
from tests.builder.catalogue.listing import record
from view.settings.site_settings import Settings

ONE = record("2026/a", date="2026-11-20", countries=["VN", "TH"], industries=["steel"])


def test_its_page_and_every_list_that_shows_it() -> None:
    reach = reach_of(ONE, Settings())
    assert reach.pages == [
        "/risk/2026/a/", "/", "/risk/", "/risk/channel/warning/", "/risk/country/vn/", "/risk/country/th/",
        "/risk/industry/steel/", "/risk/country/vn/industry/steel/", "/risk/country/th/industry/steel/",
        "/risk/month/2026-11/",
    ]  # fmt: skip
    assert reach.feeds == [f"{one}feed.atom" for one in reach.pages[2:]]


def test_pairs_only_where_there_are_such_lists() -> None:
    reach = reach_of(ONE, Settings(facet_pairs=False))
    assert not any("/country/vn/industry" in one for one in (*reach.pages, *reach.feeds))
