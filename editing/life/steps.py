"""One step in the life of a bulletin: what it does to the front matter, and where it makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher

from builder.reading.fields import KIND_WORDS
from builder.reading.front_matter import CONTROL
from builder.reading.records import BulletinRecord
from editing.files import decoded
from editing.front.edits import FrontEdit
from editing.front.spans import EditError
from editing.life.bulletins import Bulletins, StepError, Stored, usable_record
from editing.life.copies import Copies
from editing.life.states import state_of
from view import clock
from view.problems import Problem

#: BulletinState → what to do, where a step takes only bulletins that are shown.
_NOT_SHOWN = {
    "draft": "is a draft that no reader has seen; edit its file",
    "scheduled": "is scheduled and no reader has seen it; edit its file",
    "withdrawn": "is withdrawn; `restore` it first",
    "superseded": "is superseded; `restore` it first",
    "expired": "has expired; its page is gone",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A file as a step leaves it. `when` is the moment from which on it counts, where that is not the next build."""

    step: str
    stored: Stored
    after: bytes
    when: datetime | None = None
    notes: list[str] = field(default_factory=list)


class Steps:
    """The steps that bulletins of a site can take. Each gives what would be written, or raises StepError."""

    def __init__(self, site: Bulletins) -> None:
        self._site = site
        self._now = f"{site.at:%Y-%m-%dT%H:%M}"

    def publish(self, named: str) -> Planned:
        """Show a draft or scheduled bulletin at the next build."""
        stored, record, state = self._begin(named)
        if state not in ("draft", "scheduled"):
            raise _no_sense(stored, {**_NOT_SHOWN, "live": "is live already", "corrected": "is live already"}, state)

        def change(front: FrontEdit) -> None:
            front.remove("draft")
            if record.date > self._site.at:
                front.set("date", self._now)

        planned = self._planned("publish", stored, change)
        if record.date < self._site.at and record.date.date() != self._site.at.date():
            planned.notes.append(
                f"its date stays {record.date:%Y-%m-%d}, so that it stands among the bulletins of that day"
            )
        return planned

    def schedule(self, named: str, when: str) -> Planned:
        """Show a draft or scheduled bulletin from a moment on."""
        stored, record, state = self._begin(named)
        if state not in ("draft", "scheduled"):
            shown = "is live already; what readers have seen cannot be scheduled"
            raise _no_sense(stored, {**_NOT_SHOWN, "live": shown, "corrected": shown}, state)
        try:
            moment = clock.parse_moment(when, self._site.settings.zone)
        except (ValueError, OverflowError):
            raise StepError(f'"{when}" is not {clock.EXPECTED}') from None
        if moment <= self._site.at:
            raise StepError(f'"{when}" is past; use `publish` to show it now')
        if record.expires and moment >= record.expires:
            raise StepError(f'{stored.file}: it expires before "{when}"; change `expires` first')
        written = f"{moment:%Y-%m-%d}" if moment.time() == moment.time().min else f"{moment:%Y-%m-%dT%H:%M:%S}"

        def change(front: FrontEdit) -> None:
            front.remove("draft")
            front.set("date", written.removesuffix(":00") if "T" in written else written)

        return self._planned("schedule", stored, change, moment)

    def correct(self, named: str, note: str) -> Planned:
        """Mark a bulletin as corrected and tell readers what was."""
        return self._told("correct", named, note, "corrected", "correction")

    def withdraw(self, named: str, note: str) -> Planned:
        """Take a bulletin out of lists and search, and tell readers why."""
        return self._told("withdraw", named, note, "withdrawn", "withdrawal")

    def _told(self, step: str, named: str, note: str, status: str, kind: str) -> Planned:
        stored, _, state = self._begin(named)
        if state not in ("live", "corrected"):
            raise _no_sense(stored, _NOT_SHOWN, state)
        entry = {"date": self._now, "kind": kind, "note": _one_line(note)}

        def change(front: FrontEdit) -> None:
            if state != status:
                front.set("status", status)
            front.append("changes", entry)

        return self._planned(step, stored, change)

    def supersede(self, named: str, by: str) -> Planned:
        """Let another bulletin take the place of this one."""
        stored, record, state = self._begin(named)
        if state not in ("live", "corrected"):
            raise _no_sense(stored, _NOT_SHOWN, state)
        successor = self._site.find(by)
        if successor.id == record.id:
            raise StepError("a bulletin cannot supersede itself")
        other = usable_record(successor)
        other_state = state_of(other, self._site.at)
        if other_state in ("withdrawn", "superseded", "expired"):
            raise StepError(f"{successor.file} is {other_state} itself; name the bulletin that readers should turn to")

        def change(front: FrontEdit) -> None:
            front.set("status", "superseded")
            front.set("superseded_by", successor.id)

        when = other.date if other_state == "scheduled" else None
        planned = self._planned("supersede", stored, change, when)
        if other_state == "draft":
            planned.notes.append(f"{successor.file} is a draft; the notice stands without a link until it is published")
        return planned

    def restore(self, named: str, note: str = "") -> Planned:
        """Bring a withdrawn or superseded bulletin back: with a `note` for readers, or as if nothing had been."""
        stored, record, state = self._begin(named)
        if record.status not in ("withdrawn", "superseded") or state not in (
            "withdrawn",
            "superseded",
            "live",
            "corrected",
        ):
            sense = {**_NOT_SHOWN, "live": "is live; there is nothing to restore"}
            raise _no_sense(stored, {**sense, "corrected": "is shown as corrected; there is nothing to restore"}, state)
        before = Copies(self._site.root, stored.id).before(stored.raw, ("withdraw", "supersede"))
        if before is not None and not note:
            return Planned("restore", stored, before)

        def change(front: FrontEdit) -> None:
            kinds = [_kind(one) for one in front.items("changes")]
            if note:
                front.append("changes", {"date": self._now, "kind": "update", "note": _one_line(note)})
            elif record.status == "withdrawn" and "withdrawal" in kinds:
                front.remove_item("changes", len(kinds) - 1 - kinds[::-1].index("withdrawal"))
            front.remove("superseded_by")
            if "correction" in kinds:
                front.set("status", "corrected")
            else:
                front.remove("status")

        return self._planned("restore", stored, change)

    def _begin(self, named: str) -> tuple[Stored, BulletinRecord, str]:
        stored = self._site.find(named)
        record = usable_record(stored)
        return stored, record, state_of(record, self._site.at)

    def _planned(
        self, step: str, stored: Stored, change: Callable[[FrontEdit], None], when: datetime | None = None
    ) -> Planned:
        try:
            front = FrontEdit(decoded(stored.raw))
            change(front)
        except EditError as error:
            raise StepError(f"{stored.file}: {error}") from None
        after = front.text.encode()
        problems = new_problems(self._site, stored, after)
        if problems:
            raise would_have(stored.file, problems)
        return Planned(step, stored, after, when)


def new_problems(site: Bulletins, stored: Stored, after: bytes) -> list[Problem]:
    """What would be wrong with a file after a step; a published file's problems stop every build."""
    found = site.read(stored.id, after)
    return [] if found.parsed.draft else in_lines_of(stored.raw, after, found.problems)


def would_have(file: str, problems: Iterable[Problem]) -> StepError:
    """Why a step is not taken after which a file would have problems."""
    told = "\n".join(map(str, problems))
    return StepError(f"{told}\n{file} would have problems; mend them first")


def in_lines_of(before: bytes, after: bytes, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of a text at the lines that they have in the text before it, which is the one that can be opened."""
    if not problems:  # comparing long texts takes its time
        return []
    same = SequenceMatcher(None, after.splitlines(), before.splitlines(), autojunk=False)
    moved = {block.a + at + 1: block.b + at + 1 for block in same.get_matching_blocks() for at in range(block.size)}
    return [replace(one, line=moved.get(one.line, one.line)) for one in problems]


def _kind(change: object) -> str:
    kind = str(change.get("kind")) if isinstance(change, dict) else ""
    return KIND_WORDS.get(kind, kind)


def _one_line(note: str) -> str:
    text = " ".join(note.split())
    if not text:
        raise StepError("--note: must say to readers what changed and why")
    if CONTROL.search(text):
        raise StepError("--note: holds a control character; delete it")
    return text


def _no_sense(stored: Stored, reasons: dict[str, str], state: str) -> StepError:
    return StepError(f"{stored.file}: {reasons[state]}")
