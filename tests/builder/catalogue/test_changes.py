"""What happened to bulletins after they were published, oldest first, with the levels before and after."""

from __future__ import annotations

from typing import Any

from builder.catalogue.changes import BY_SUCCESSOR, Happening, by_file, happenings
from builder.catalogue.selection import select
from tests.builder.catalogue.listing import AT, record


def note(day: int, kind: str, **more: str) -> dict[str, Any]:
    return {"date": f"2026-11-{day}", "kind": kind, "note": "说明", **more}


def told(*records: Any) -> list[Happening]:
    selection = select(records, AT)
    return happenings(selection.published, selection.by_id)


def test_a_small_update_is_no_news() -> None:
    assert told(record("a", date="2026-11-01", changes=[note(2, "update")], updated="2026-11-02")) == []


def test_a_level_that_changed_twice_is_told_with_each_step() -> None:
    changes = [note(10, "update", level_from="低"), note(12, "update", level_from="中")]
    first, second = told(record("a", date="2026-11-01", level="高", changes=changes, updated="2026-11-12"))
    assert (first.kind, first.before, first.after) == ("level", "low", "medium")
    assert (second.kind, second.before, second.after) == ("level", "medium", "high")
    assert first.at < second.at
    assert first.is_level_change


def test_a_level_that_came_back_to_itself_is_none() -> None:
    assert told(record("a", date="2026-11-01", level="高", changes=[note(10, "update", level_from="高")])) == []


def test_a_correction_is_told_whether_or_not_the_level_changed() -> None:
    (plain,) = told(record("a", status="corrected", date="2026-11-01", changes=[note(10, "correction")]))
    assert (plain.kind, plain.is_level_change, plain.number) == ("correction", False, 0)
    changes = [note(10, "correction", level_from="低")]
    (other,) = told(record("a", status="corrected", date="2026-11-01", level="高", changes=changes))
    assert (other.kind, other.before, other.after) == ("correction", "low", "high")


def test_a_successor_of_another_level_is_a_change_of_the_successor() -> None:
    old = record("old", date="2026-11-01", level="低", status="superseded", superseded_by="new")
    (one,) = told(old, record("new", date="2026-11-20", level="高"))
    assert (one.one.id, one.number, one.before, one.after) == ("new", BY_SUCCESSOR, "low", "high")
    assert one.other
    assert one.other.id == "old"
    assert told(old, record("new", date="2026-11-20", level="低")) == []
    assert told(old, record("new", date="2026-11-20")) == []


def test_they_come_oldest_first_and_by_file() -> None:
    some = told(
        record("b", date="2026-11-01", status="corrected", changes=[note(12, "correction")]),
        record("a", date="2026-11-01", status="corrected", changes=[note(12, "correction"), note(9, "correction")]),
    )
    assert [(one.one.id, one.number) for one in some] == [("a", 0), ("a", 1), ("b", 0)]
    grouped = by_file(some)
    assert [len(grouped[f"content/risk/{name}.md"]) for name in "ab"] == [2, 1]
