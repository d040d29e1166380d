"""三审三校: whatever readers come to see is asked for by one person and done when another approves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.editing.desk.editor import Editor, content
from tests.site_helper import Site


@pytest.fixture
def two(desk_site: Site) -> tuple[Editor, Editor]:
    desk_site.settings("[desk]\nreview = true\n")
    return Editor(desk_site, "甲"), Editor(desk_site, "乙")


def ask(editor: Editor, identifier: str, **more: Any) -> dict[str, Any]:
    return editor.post(
        "/api/review", id=identifier, action="ask", base=editor.open(identifier)["digest"], note="请审", **more
    )


def test_a_draft_is_published_after_another_person_approved_this_very_text(two: tuple[Editor, Editor]) -> None:
    one, other = two
    opened = one.open("draft")
    one.save(opened["text"] + "甲写的。\n", opened["digest"], "draft")  # drafts are free
    assert one.step("publish", "draft", 403)["review_needed"] is True
    asked = ask(one, "draft")
    assert asked["review"]["state"] == "asked"
    assert {row["id"]: row["undergoing"] for row in other.get("/api/bulletins")["bulletins"]} == {
        "a": None, "draft": "review"
    }  # fmt: skip
    one.post("/api/review", 403, id="draft", action="approve")
    said = other.post("/api/review", id="draft", action="approve", note="可以")["review"]
    assert (said["state"], said["asked_by"], said["approved_by"], said["wrote"]) == ("approved", "甲", "乙", ["甲"])
    one.step("publish", "draft")
    assert one.open("draft")["state"] == "live"


def test_an_approval_is_of_one_text_only(two: tuple[Editor, Editor]) -> None:
    one, other = two
    ask(one, "draft")
    other.post("/api/review", id="draft", action="approve")
    opened = one.open("draft")
    one.save(opened["text"] + "又改。\n", opened["digest"], "draft")
    assert one.open("draft")["review"]["fresh"] is False
    one.step("publish", "draft", 403)


def test_a_text_that_changed_after_it_was_asked_about_is_not_approved(two: tuple[Editor, Editor]) -> None:
    one, other = two
    ask(one, "draft")
    opened = one.open("draft")
    one.save(opened["text"] + "又改。\n", opened["digest"], "draft")
    assert "又改了" in other.post("/api/review", 409, id="draft", action="approve")["detail"]


def test_a_published_text_is_changed_when_the_proposed_one_is_approved(two: tuple[Editor, Editor]) -> None:
    one, other = two
    before, opened = content(one.site.root), one.open()
    text = opened["text"].replace("第二段", "改过的第二段")
    assert one.save(text, opened["digest"], status=403)["review_needed"] is True
    one.post("/api/review", id="a", action="ask", base=opened["digest"], text=text, step="correct", note="改了第二段")
    assert content(one.site.root) == before
    assert other.get("/api/proposed", id="a")["text"] == text
    done = other.post("/api/review", id="a", action="approve")
    assert done["state"] == "corrected"
    assert "改过的第二段" in done["text"]
    assert "改了第二段" in done["text"]
    assert [entry["who"] for entry in one.get("/api/history", id="a")["entries"]][:2] == ["乙", "乙"]


def test_a_draft_does_not_become_public_by_saving_it(two: tuple[Editor, Editor]) -> None:
    one, _ = two
    opened = one.open("draft")
    one.save(opened["text"].replace("draft: true\n", ""), opened["digest"], "draft", 403)
    assert one.open("draft")["state"] == "draft"


def test_what_readers_see_is_not_taken_back_alone(two: tuple[Editor, Editor]) -> None:
    one, other = two
    ask(one, "draft", step="publish")
    other.post("/api/review", id="draft", action="approve")
    assert one.open("draft")["state"] == "live"
    one.post("/api/undo", 403, id="draft")
    assert one.open("draft")["state"] == "live"


def test_refusing_needs_a_reason_and_withdrawing_the_one_who_asked(two: tuple[Editor, Editor]) -> None:
    one, other = two
    ask(one, "draft")
    other.post("/api/review", 422, id="draft", action="refuse")
    other.post("/api/review", 403, id="draft", action="withdraw")
    assert other.post("/api/review", id="draft", action="refuse", note="日期不对")["review"]["state"] == "refused"
    other.post("/api/review", 409, id="draft", action="approve")
    ask(one, "draft")
    assert one.post("/api/review", id="draft", action="withdraw")["review"]["state"] == "withdrawn"
    one.step("publish", "draft", 403)


def test_whoever_wrote_last_does_not_approve(two: tuple[Editor, Editor]) -> None:
    one, other = two
    opened = other.open("draft")
    other.save(opened["text"] + "乙写的。\n", opened["digest"], "draft")
    ask(one, "draft")
    other.post("/api/review", 403, id="draft", action="approve")


def test_a_step_that_makes_no_sense_is_told_when_it_is_asked_for(two: tuple[Editor, Editor]) -> None:
    one, _ = two
    opened = one.open()
    one.post("/api/review", 422, id="a", action="ask", base=opened["digest"], step="publish")
    assert one.open()["review"] is None
