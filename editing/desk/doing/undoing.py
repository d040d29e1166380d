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
        elif one.before != one.after:  # an approval leaves no trace
            left.append(one)
    current = version_of(stored.raw)
    while left and _is_nothing(copies, left[-1], current):
        left.pop()
    if not left:
        raise StepError("there is nothing to take back")
    last = left[-1]
    if _version(copies, last.after) != current:
        raise StepError(f"{stored.file} was changed elsewhere since; take it back by hand, with its history")
    if last.step == "rename":
        return plan_rename(site, stored.id, last.was)
    before = copies.read(last.before)
    if before is None:
        raise StepError("the copy of what was before is gone")
    return Planned(UNDO, stored, before)


def is_unseen(site: Bulletins, stored: Stored, planned: Planned | Rename) -> bool:
    """Whether readers see neither what is taken back nor what comes again."""
    return stored.parsed.draft and (isinstance(planned, Rename) or site.read(stored.id, planned.after).parsed.draft)


def _is_nothing(copies: Copies, one: Kept, current: str) -> bool:
    """Whether a step was noted and could not be written, as on a full disk."""
    return _version(copies, one.after) != current and _version(copies, one.before) == current


def _version(copies: Copies, name: str) -> str:
    data = copies.read(name)
    return "" if data is None else version_of(data)
