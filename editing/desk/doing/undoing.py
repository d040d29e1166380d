"""Taking back the last step or save of a bulletin, as long as nobody has changed its file since."""

from __future__ import annotations

from editing.desk.texts.shown_text import version_of
from editing.life.bulletins import Bulletins, StepError, Stored
from editing.life.copies import Copies, Kept
from editing.life.renaming import Rename, plan_rename
from editing.life.steps import Planned

UNDO = "undo"


def plan_undo(site: Bulletins, stored: Stored) -> Planned | Rename:
    """What taking back would write. StepError where there is nothing to take back, or the file is another now."""
    copies = Copies(site.root, stored.id)
    left: list[Kept] = []
    for one in copies.steps():
        if one.step == UNDO:
            if left:
                left.pop()
        else:
            left.append(one)
    if not left:
        raise StepError("there is nothing to take back")
    last = left[-1]
    after = copies.read(last.after)
    if after is None or version_of(after) != version_of(stored.raw):
        raise StepError(f"{stored.file} was changed elsewhere since; take it back by hand, with its history")
    if last.step == "rename":
        return plan_rename(site, stored.id, last.was)
    before = copies.read(last.before)
    if before is None:
        raise StepError("the copy of what was before is gone")
    return Planned(UNDO, stored, before)
