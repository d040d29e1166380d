"""The rows of the list: the states that `status` tells, made once and told anew when a file or a date changes one."""

from __future__ import annotations

import json
from typing import Any

from editing.desk.known.states_list import StatesList
from tests.editing.desk.editor import Editor, states
from tests.site_helper import Site


def rows(data: bytes) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(data)["bulletins"]}


def test_a_date_that_comes_changes_states(desk_site: Site) -> None:
    desk_site.bulletin("n", date="2026-12-01").bulletin("o", expires="2026-11-23")
    desk_site.bulletin("p", status="superseded", superseded_by="n")
    editor = Editor(desk_site)
    assert states(editor) == {"a": "live", "draft": "draft", "n": "scheduled", "o": "live", "p": "live"}
    editor.at = editor.at.replace(month=12, day=3)
    assert states(editor) == {"a": "live", "draft": "draft", "n": "live", "o": "expired", "p": "superseded"}


def test_nothing_is_made_twice_as_long_as_nothing_changes(editor: Editor) -> None:
    made = StatesList()
    first = made.json(editor.desk.site(), {})
    assert made.json(editor.desk.site(), {}) is first
    waiting = made.json(editor.desk.site(), {"draft": "review"})
    assert {name: row["undergoing"] for name, row in rows(waiting).items()} == {"a": None, "draft": "review"}
    assert made.json(editor.desk.site(), {}) == first


def test_a_file_that_cannot_be_used_has_a_row_too(editor: Editor) -> None:
    editor.site.file("content/risk/x.md", "---\ntitle: [\n---\n").bulletin("y", channel="没有").guide("g")
    found = rows(StatesList().json(editor.desk.site(), {}))
    assert list(found) == ["a", "draft", "x", "y"]
    assert (found["x"]["state"], found["x"]["channel"], found["x"]["level"]) == ("broken", "", None)
    assert found["x"]["problems"] >= 1
    assert found["y"]["state"] == "broken"
    assert (found["a"]["state"], found["a"]["problems"], found["a"]["countries"]) == ("live", 0, ["VN"])
