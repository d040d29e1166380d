"""`/risk/changes/`: planned like other lists, from the oldest, with a feed and a file for subscribers."""

from __future__ import annotations

import json
from typing import Any

from builder.pages.lists.changes_pages import plan_changes, shown_change
from builder.pages.outputs import Output, by_name
from tests.builder.catalogue.listing import model, record
from view.settings.site_settings import Settings


def planned(count: int, note: str = "更正") -> dict[str, Output]:
    """With two changes a page."""
    some = [
        record(f"n{at}", date="2026-11-01", status="corrected",
               changes=[{"date": f"2026-11-{at + 2:02d}", "kind": "correction", "note": note}])
        for at in range(count)
    ]  # fmt: skip
    return {one.url: one for one in plan_changes(model(*some, settings=Settings(per_page=2)))}


def context(one: Output) -> dict[str, Any]:
    found: dict[str, Any] = one.arguments[1](None)
    return found


def test_without_changes_there_is_one_page_all_the_same() -> None:
    assert set(planned(0)) == {"/risk/changes/", "/risk/changes/feed.atom", "/risk/changes/recent.json"}
    assert context(planned(0)["/risk/changes/"])["changes"] == []


def test_pages_are_numbered_from_the_oldest_and_the_first_shows_the_newest() -> None:
    some = planned(5)
    first = context(some["/risk/changes/"])
    assert [one["row"].id for one in first["changes"]] == ["n4", "n3"]
    assert (first["total"], first["older"], first["newer"]) == (5, "/risk/changes/page/2/", None)
    assert [one["row"].id for one in context(some["/risk/changes/page/1/"])["changes"]] == ["n1", "n0"]
    last = context(some["/risk/changes/page/3/"])
    assert (last["newer"], last["older"], last["total"]) == ("/risk/changes/", "/risk/changes/page/2/", None)


def test_a_full_page_rests_when_one_more_comes() -> None:
    before, after = planned(5), planned(6)
    rests = {url for url in before.keys() & after.keys() if before[url].inputs == after[url].inputs}
    assert "/risk/changes/page/1/" in rests
    assert "/risk/changes/" not in rests
    assert by_name(planned(1)["/risk/changes/"].inputs) != by_name(planned(1, "另一个")["/risk/changes/"].inputs)


def test_subscribers_read_a_file_of_the_newest_first() -> None:
    (recent,) = (one for url, one in planned(3).items() if url.endswith("recent.json"))
    said = json.loads(recent.make(None))  # type: ignore[arg-type]
    assert [one["id"] for one in said["items"]] == ["n2", "n1", "n0"]
    assert said["items"][0]["note"] == "更正"


def test_a_successor_s_change_has_the_date_of_the_successor() -> None:
    old = record("old", date="2026-11-01", level="低", status="superseded", superseded_by="new")
    site = model(old, record("new", date="2026-11-20", level="高"))
    shown = shown_change(site, site.happenings[0])
    assert (shown["row"].id, shown["other"].id, shown["note"], shown["is_level"]) == ("new", "old", "", True)
    assert f"{shown['date']:%Y-%m-%d}" == "2026-11-20"
