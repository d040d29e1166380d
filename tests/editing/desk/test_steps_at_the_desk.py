"""Steps, undoing and history at the desk: what they do is what the commands do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from editing import terminal
from tests.editing.desk.editor import Editor, content
from tests.site_helper import NOW, Site


def by_command(site: Site, step: str, *arguments: str) -> None:
    """What the command does at the same moment."""
    at = datetime.fromisoformat(NOW)
    if step == "rename":
        terminal.rename(site.root, at, lambda line: None, *arguments)
    else:
        terminal.take_step(site.root, at, lambda line: None, lambda steps: getattr(steps, step)(*arguments))


STEPS = [
    ("publish", "draft", {}, ("draft",)),
    ("schedule", "draft", {"when": "2026-12-01 09:00"}, ("draft", "2026-12-01 09:00")),
    ("correct", "a", {"note": "改了一处"}, ("a", "改了一处")),
    ("withdraw", "a", {"note": "有误"}, ("a", "有误")),
    ("supersede", "a", {"by": "b"}, ("a", "b")),
    ("rename", "a", {"new_id": "2026/11/c"}, ("a", "2026/11/c")),
]


@pytest.mark.parametrize(("step", "identifier", "told", "arguments"), STEPS, ids=[one[0] for one in STEPS])
def test_a_step_does_what_the_command_does(
    editor: Editor, step: str, identifier: str, told: dict[str, Any], arguments: tuple[str, ...]
) -> None:
    site = editor.site.bulletin("b", "见 [甲](a.md)。")
    other = site.clone(site.root.parent / "other")
    before = content(site.root)
    shown = editor.step(step, identifier, **told, dry_run=True)
    assert content(site.root) == before
    assert shown["diff"].startswith(f"--- a/content/risk/{identifier}.md")
    assert shown["id"] == identifier
    done = editor.step(step, identifier, **told)
    assert (done["diff"], done["addresses"], done["feeds"]) == (shown["diff"], shown["addresses"], shown["feeds"])
    assert f"/risk/{done['id']}/" in done["addresses"]
    assert "/risk/feed.atom" in done["feeds"]
    by_command(other, step, *arguments)
    assert content(site.root) == content(other.root)
    undone = editor.post("/api/undo", id=done["id"])
    assert undone["id"] == identifier
    assert content(site.root) == before


def test_restoring_brings_the_file_back(editor: Editor) -> None:
    before = content(editor.site.root)
    editor.step("withdraw", note="有误")
    assert editor.open()["state"] == "withdrawn"
    editor.step("restore")
    assert content(editor.site.root) == before


@pytest.mark.parametrize(
    ("step", "more", "said"),
    [
        ("withdraw", {}, "向读者说明"),
        ("correct", {"note": " "}, "向读者说明"),
        ("schedule", {}, "什么时候"),
        ("supersede", {}, "由哪一条取代"),
        ("publish", {}, "已经"),
        ("supersede", {"by": "none"}, "none"),
        ("rename", {"new_id": "../x"}, "../x"),
        ("rename", {"new_id": "country/x"}, "country"),
        ("schedule", {"when": "明天"}, "已经发布"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_in_chinese(
    editor: Editor, step: str, more: dict[str, str], said: str
) -> None:
    before = content(editor.site.root)
    refused = editor.step(step, status=422, **more)
    assert said in refused["detail"]
    assert any("\u4e00" <= one <= "\u9fff" for one in refused["detail"])
    assert content(editor.site.root) == before


def test_a_step_with_an_older_file_in_mind_is_not_taken(editor: Editor) -> None:
    opened = editor.open()
    editor.save(opened["text"] + "又一段。\n", opened["digest"])
    before = content(editor.site.root)
    refused = editor.step("withdraw", base=opened["digest"], note="有误", status=409)
    assert refused["theirs"].endswith("又一段。\n")
    assert content(editor.site.root) == before


def test_undo_goes_back_step_by_step_and_stops_where_somebody_else_wrote(editor: Editor) -> None:
    texts = [editor.open()["text"]]
    for number in range(3):
        opened = editor.open()
        editor.save(opened["text"] + f"{number}。\n", opened["digest"])
        texts.append(editor.open()["text"])
    editor.post("/api/undo", id="a")
    assert editor.open()["text"] == texts[2]
    opened = editor.open()
    editor.save(opened["text"] + "四。\n", opened["digest"])
    for text in (texts[2], texts[1], texts[0]):
        editor.post("/api/undo", id="a")
        assert editor.open()["text"] == text
    assert "没有可以撤销" in editor.post("/api/undo", 422, id="a")["detail"]
    opened = editor.open()
    editor.save(opened["text"] + "五。\n", opened["digest"])
    editor.site.file("content/risk/a.md", editor.open()["text"] + "别处写的。\n")
    editor.post("/api/undo", 422, id="a")
    assert editor.open()["text"].endswith("五。\n别处写的。\n")


def test_a_new_bulletin_is_a_draft_as_the_command_writes_it(editor: Editor) -> None:
    made = editor.post(
        "/api/new", 201, title="越南钢铁关税", channel="warning", countries=["VN"], level=None, source=None
    )
    assert made["id"].startswith("2026/11/")
    opened = editor.open(made["id"])
    assert (opened["state"], opened["front"]["countries"]) == ("draft", ["VN"])
    refused = editor.post("/api/new", 422, title="甲", channel="没有", countries=["火星"])
    assert "没有" in refused["detail"]
    assert "火星" in refused["detail"]


def test_the_list_tells_states_and_is_not_sent_twice(editor: Editor) -> None:
    answer = editor.raw("GET", "/api/bulletins")
    rows = {one["id"]: one for one in answer.get_json()["bulletins"]}
    assert {name: row["state"] for name, row in rows.items()} == {"a": "live", "draft": "draft"}
    again = editor.raw("GET", "/api/bulletins", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    editor.step("withdraw", note="有误")
    rows = {one["id"]: one for one in editor.get("/api/bulletins")["bulletins"]}
    assert rows["a"]["state"] == "withdrawn"
