"""Taking back: the newest step that left its trace, and only while the file is what that step left."""

from __future__ import annotations

import pytest

from editing.desk.doing.taking import StepAsked, apply_planned, plan_asked
from editing.desk.doing.undoing import plan_undo
from editing.life.bulletins import StepError
from editing.life.copies import Copies
from editing.life.renaming import Rename
from editing.life.steps import Planned
from tests.editing.desk.doing.conftest import Known
from tests.editing.desk.editor import Editor


def take(known: Known, step: str, identifier: str = "a", **told: str) -> str:
    site = known()
    return apply_planned(site, plan_asked(site, site.find(identifier), StepAsked(step, **told)))


def undo(known: Known, identifier: str = "a") -> Planned | Rename:
    site = known()
    planned = plan_undo(site, site.find(identifier))
    apply_planned(site, planned)
    return planned


def test_where_nothing_was_done_nothing_is_taken_back(known: Known) -> None:
    site = known()
    with pytest.raises(StepError, match="nothing to take back"):
        plan_undo(site, site.find("a"))


def test_steps_are_taken_back_one_by_one_and_taking_back_is_none(known: Known) -> None:
    texts = [known().find("a").raw]
    for step in ("correct", "withdraw"):
        take(known, step, note="说明")
        texts.append(known().find("a").raw)
    for text in reversed(texts[:-1]):
        undo(known)
        assert known().find("a").raw == text
    with pytest.raises(StepError, match="nothing to take back"):
        undo(known)


def test_an_approval_is_passed_over(known: Known) -> None:
    before = known().find("a").raw
    take(known, "withdraw", note="误")
    site, stored = known(), known().find("a")
    Copies(site.root, "a").keep("approve", stored.raw, stored.raw, site.at)
    undo(known)
    assert known().find("a").raw == before


def test_a_new_name_is_taken_back_by_the_old_one(known: Known) -> None:
    take(known, "rename", new_id="b")
    planned = undo(known, "b")
    assert isinstance(planned, Rename)
    assert planned.new_id == "a"
    assert "a" in known().ids


def test_what_somebody_else_changed_is_left_to_people(editor: Editor, known: Known) -> None:
    take(known, "withdraw", note="误")
    editor.site.bulletin("a", "别人写的。")
    with pytest.raises(StepError, match="changed elsewhere"):
        undo(known)


def test_a_copy_that_is_gone_is_said_to_be(editor: Editor, known: Known) -> None:
    take(known, "withdraw", note="误")
    (step,) = Copies(editor.site.root, "a").steps()
    (editor.site.root / "state/copies/a" / step.before).unlink()
    with pytest.raises(StepError, match="is gone"):
        undo(known)
