"""Steps as the desk takes them: each is named, says what it would change, and does that."""

from __future__ import annotations

import re

import pytest

from editing.desk.doing.taking import STEPS, StepAsked, apply_planned, plan_asked, planned_json, steps_json
from editing.life.bulletins import EditingError
from editing.life.renaming import Rename
from tests.editing.desk.doing.conftest import Known
from tests.editing.desk.editor import Editor, content


def test_every_step_is_told_in_chinese_and_asks_for_what_it_knows() -> None:
    told = steps_json()
    assert [one["step"] for one in told] == list(STEPS)
    assert all(re.search("[\u4e00-\u9fff]", one["label"] + one["help"]) for one in told)
    known = set(StepAsked("publish", "n", "w", "b", "i").told()) - {"step"}
    assert {name for one in told for name in (*one["needs"], *one["may"])} == known


def test_only_what_was_said_is_told() -> None:
    assert StepAsked("publish").told() == {"step": "publish"}
    assert StepAsked("correct", note="改", when="").told() == {"step": "correct", "note": "改"}
    assert StepAsked(**StepAsked("rename", new_id="x").told()) == StepAsked("rename", new_id="x")


@pytest.mark.parametrize(
    ("identifier", "asked", "after"),
    [
        ("draft", StepAsked("publish"), "live"),
        ("draft", StepAsked("schedule", when="2026-12-01 09:00"), "scheduled"),
        ("a", StepAsked("correct", note="改"), "corrected"),
        ("a", StepAsked("withdraw", note="误"), "withdrawn"),
        ("a", StepAsked("supersede", by="b"), "superseded"),
    ],
    ids=lambda one: one.step if isinstance(one, StepAsked) else str(one),
)
def test_a_step_is_planned_told_and_taken(
    editor: Editor, known: Known, identifier: str, asked: StepAsked, after: str
) -> None:
    editor.site.bulletin("b")
    before, site = content(editor.site.root), known()
    planned = plan_asked(site, site.find(identifier), asked)
    told = planned_json(site, planned)
    assert content(editor.site.root) == before
    assert f"/risk/{identifier}/" in told["addresses"]
    assert (told["others"], told["when"] is not None) == ([], asked.step == "schedule")
    assert apply_planned(site, planned) == identifier
    assert editor.open(identifier)["state"] == after


def test_a_new_name_takes_the_links_along(editor: Editor, known: Known) -> None:
    editor.site.bulletin("b", "见 [甲](a.md)。")
    site = known()
    planned = plan_asked(site, site.find("a"), StepAsked("rename", new_id="2026/11/c"))
    assert isinstance(planned, Rename)
    told = planned_json(site, planned)
    assert (told["others"], told["when"]) == (["content/risk/b.md"], None)
    assert {"/risk/a/", "/risk/2026/11/c/"} <= set(told["addresses"])
    assert apply_planned(site, planned) == "2026/11/c"
    assert set(known().ids) == {"2026/11/c", "b", "draft"}


@pytest.mark.parametrize(
    "asked",
    [StepAsked("publish"), StepAsked("restore"), StepAsked("supersede", by="a"), StepAsked("rename", new_id="a")],
)
def test_what_makes_no_sense_is_not_planned(known: Known, asked: StepAsked) -> None:
    site = known()
    with pytest.raises(EditingError):
        plan_asked(site, site.find("a"), asked)
