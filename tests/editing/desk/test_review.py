"""三审三校: whatever readers come to see is asked for by one person and done when another approves."""

from __future__ import annotations

from typing import Any

import pytest

from editing.life.copies import Copies
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


def corrected(one: Editor, other: Editor) -> tuple[str, str]:
    """A published bulletin with a correction that was approved; the text before and after."""
    before = one.open()["text"]
    ask(one, "a", step="correct")
    return before, other.post("/api/review", id="a", action="approve")["text"]


def test_what_readers_see_is_taken_back_when_another_person_approves(two: tuple[Editor, Editor]) -> None:
    one, other = two
    before, after = corrected(one, other)
    assert one.post("/api/undo", id="a", dry_run=True)["review_needed"] is True
    one.post("/api/undo", 403, id="a")
    asked = ask(one, "a", step="undo")["review"]
    assert (asked["step"], asked["proposed"], asked["fresh"]) == ({"step": "undo"}, True, True)
    assert one.open()["text"] == after
    assert other.get("/api/proposed", id="a")["text"] == before
    one.post("/api/review", 403, id="a", action="approve")
    assert other.post("/api/review", id="a", action="approve")["text"] == before
    # The one who approved has written nothing, and there is nothing more to take back.
    assert "没有" in other.post("/api/undo", 422, id="a", dry_run=True)["detail"]
    asked = ask(one, "a", step="correct")["review"]
    assert asked["wrote"] == []
    other.post("/api/review", id="a", action="approve")


def test_every_step_is_taken_back_one_after_the_other(two: tuple[Editor, Editor]) -> None:
    one, other = two
    ask(one, "draft", step="publish")
    published = other.post("/api/review", id="draft", action="approve")["text"]
    ask(one, "draft", step="correct")
    other.post("/api/review", id="draft", action="approve")
    for text, state in ((published, "live"), (published.replace("---\n\n", "draft: true\n---\n\n", 1), "draft")):
        ask(one, "draft", step="undo")
        now = other.post("/api/review", id="draft", action="approve")
        assert (sorted(now["text"].splitlines()), now["state"]) == (sorted(text.splitlines()), state)
    one.post("/api/review", 422, id="draft", action="ask", base=now["digest"], step="undo")


def test_a_new_id_is_taken_back_after_approval(two: tuple[Editor, Editor]) -> None:
    one, other = two
    ask(one, "a", step="rename", new_id="b")
    assert other.post("/api/review", id="a", action="approve")["id"] == "b"
    assert ask(one, "b", step="undo")["review"]["step"] == {"step": "undo", "new_id": "a"}
    assert other.post("/api/review", id="b", action="approve")["id"] == "a"


def test_taking_back_is_approved_only_of_the_very_step(two: tuple[Editor, Editor]) -> None:
    one, other = two
    corrected(one, other)
    ask(one, "a", step="undo")
    # Somebody else's program takes a step and undoes it: the file is the same, what would be taken back is not.
    path = one.site.root / "content" / "risk" / "a.md"
    raw = path.read_bytes()
    Copies(one.site.root, "a").keep("update", raw + b"x", raw, one.at)
    assert "重新送审" in other.post("/api/review", 409, id="a", action="approve")["detail"]
    assert path.read_bytes() == raw


def test_drafts_are_taken_back_freely(two: tuple[Editor, Editor]) -> None:
    one, _ = two
    opened = one.open("draft")
    one.save(opened["text"] + "甲写的。\n", opened["digest"], "draft")
    assert one.post("/api/undo", id="draft", dry_run=True)["review_needed"] is False
    assert one.post("/api/undo", id="draft")["text"] == opened["text"]


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
