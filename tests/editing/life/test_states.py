"""The state of every bulletin at a moment, and when it will be another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from builder.reading.loading import Content
from editing.life.states import state_of, states
from tests.builder.catalogue.listing import AT, record
from view.problems import Problem

WITHDRAWN = [{"date": "2026-11-21", "kind": "withdrawal", "note": "撤"}]


@pytest.mark.parametrize(
    ("front", "state"),
    [
        ({}, "live"),
        ({"draft": True}, "draft"),
        ({"date": "2027-01-01"}, "scheduled"),
        ({"expires": "2026-11-21"}, "expired"),
        ({"status": "withdrawn", "changes": WITHDRAWN, "date": "2026-11-20"}, "withdrawn"),
        ({"status": "superseded", "superseded_by": "b"}, "superseded"),
    ],
)
def test_the_state_at_a_moment(front: dict[str, Any], state: str) -> None:
    assert state_of(record("a", **front), AT) == state


def test_a_broken_one_is_broken_unless_it_is_a_draft() -> None:
    assert state_of(record("a"), AT, broken=True) == "broken"
    assert state_of(record("a", draft=True), AT, broken=True) == "draft"


def test_all_of_a_site_in_order_with_those_that_cannot_be_read() -> None:
    some = [record("b", date="2026-12-01"), record("a", status="superseded", superseded_by="b")]
    content = Content(
        some, [], [Problem("content/risk/c.md", 1, 1, "", "x")],
        {*(one.file for one in some), "content/risk/c.md", "content/risk/d.md", "content/guide/g.md"},
        {"content/risk/d.md"},
    )  # fmt: skip
    found = states(content, AT)
    assert [(one.id, one.state) for one in found] == [
        ("a", "live"),
        ("b", "scheduled"),
        ("c", "broken"),
        ("d", "draft"),
    ]
    assert found[0].next == found[1].next == some[0].date
    later = states(content, AT + timedelta(days=30))
    assert [(one.state, one.next) for one in later[:2]] == [("superseded", None), ("live", None)]


def test_a_date_that_is_missing_is_none_and_json_is_plain() -> None:
    (one,) = states(Content([record("a", date=None)], files={"content/risk/a.md"}), AT)
    assert one.date is None
    assert one.to_json() == {
        "id": "a", "state": one.state, "title": "a", "date": None, "file": "content/risk/a.md", "next": None,
    }  # fmt: skip
