"""The calendar: what is published, expires or changes by itself on which day."""

from __future__ import annotations

from editing.desk.known.planned_days import planned_days
from tests.editing.desk.editor import Editor
from tests.site_helper import Site


def test_the_calendar_has_what_comes(editor: Editor) -> None:
    editor.step("schedule", "draft", when="2026-12-01 09:00")
    editor.site.bulletin("e", expires="2026-12-24", pinned_until="2026-12-02")
    days = {one["day"]: one["entries"] for one in Editor(editor.site).get("/api/calendar")["days"]}
    assert [(one["id"], one["what"]) for one in days["2026-12-01"]] == [("draft", "publish")]
    assert [(one["id"], one["what"]) for one in days["2026-12-24"]] == [("e", "expire")]
    assert [(one["id"], one["what"]) for one in days["2026-12-02"]] == [("e", "unpin")]
    assert {one["id"] for one in days["2026-11-20"]} == {"a", "e"}


def days_of(site: Site) -> dict[str, list[tuple[str, str]]]:
    return {
        one["day"]: [(entry["id"], entry["what"]) for entry in one["entries"]]
        for one in planned_days(Editor(site).desk.site())
    }


def test_days_are_in_order_and_what_is_on_one_in_order_of_time(site: Site) -> None:
    site.small().bulletin("z", date="2026-12-01 08:00").bulletin("b", date="2026-12-01 09:00")
    site.bulletin("a", date="2026-12-01 09:00").bulletin("c", date="2026-11-30")
    assert list(days_of(site).items()) == [
        ("2026-11-30", [("c", "publish")]),
        ("2026-12-01", [("z", "publish"), ("a", "publish"), ("b", "publish")]),
    ]


def test_drafts_and_what_is_long_ago_are_not_planned(site: Site) -> None:
    site.small().bulletin("draft", date="2026-12-01", draft=True).bulletin("old", date="2026-08-21")
    site.bulletin("edge", date="2026-08-23")  # 92 days before 22 November, at noon, is 22 August
    assert days_of(site) == {"2026-08-23": [("edge", "publish")]}


def test_a_correction_stands_on_its_day(site: Site) -> None:
    site.small().bulletin(
        "a", changes=[{"date": "2026-11-21 10:00", "kind": "correction", "note": "改"}]
    )  # fmt: skip
    assert days_of(site) == {"2026-11-20": [("a", "publish")], "2026-11-21": [("a", "change")]}


def test_a_file_that_is_wrong_is_on_no_day(site: Site) -> None:
    site.small().file("content/risk/x.md", "---\ntitle: [\n---\n")
    assert days_of(site) == {}
