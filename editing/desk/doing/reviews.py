"""三审三校: who asked for approval of what, who gave or refused it, and when; kept below ROOT/state/desk/.

Where approval is needed, whatever readers come to see is asked for by one person and done when another one approves.
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from builder.base.atomic import write_atomically
from editing.desk.known.catalogue import file_stamp
from editing.desk.texts.shown_text import version_of
from editing.files import add_line, locked
from editing.life.copies import Copies

FOLDER = Path("state") / "desk"
#: What can happen to a request, and what it is then.
_DONE = {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn"}


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """One line of the log. `base` is the version of the file that was looked at, `text` that of a proposed text.

    `step` is what shall be done once it is approved, with its notes; `wrote` are those who wrote the text.
    """

    id: str
    action: str
    who: str
    at: str
    note: str = ""
    base: str = ""
    text: str = ""
    step: dict[str, str] = field(default_factory=dict)
    wrote: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReviewState:
    """How the approval of a bulletin stands: its request, and what became of that."""

    asked: ReviewEvent
    done: ReviewEvent | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide."""
        return self.done is None

    def approves(self, version: str) -> bool:
        """Whether this very version of a file was approved."""
        return self.done is not None and self.done.action == "approve" and self.asked.base == version

    def to_json(self, version: str) -> dict[str, Any]:
        """As the page shows it; `fresh`: the file is still what was asked about."""
        done, asked = self.done, self.asked
        name = _DONE[done.action] if done else "asked"
        said = {
            "state": name, "asked_by": asked.who, "asked_at": asked.at, "note": asked.note, "step": asked.step or None,
            "proposed": bool(asked.text), "fresh": asked.base == version, "wrote": asked.wrote,
            "approved_by": None, "approved_at": None, "answer": "",
        }  # fmt: skip
        if done:
            said |= {f"{name}_by": done.who, f"{name}_at": done.at, "answer": done.note}
        return said


class Reviews:
    """The requests of one site; other desks of the same site see them too."""

    def __init__(self, root: Path) -> None:
        self._root, self._file = root, root / FOLDER / "reviews.jsonl"
        self._lock = threading.Lock()
        self._known: tuple[object, dict[str, ReviewState]] = (None, {})

    def states(self) -> dict[str, ReviewState]:
        """How every bulletin stands that approval was ever asked for."""
        with self._lock:
            stamp = file_stamp(self._file)
            if stamp != self._known[0]:
                self._known = stamp, _folded(self._file)
            return self._known[1]

    def of(self, identifier: str) -> ReviewState | None:
        """How one bulletin stands."""
        return self.states().get(identifier)

    def undergoing(self) -> dict[str, str]:
        """The bulletins that wait, for the list."""
        return {identifier: "review" for identifier, one in self.states().items() if one.waits}

    def add(self, event: ReviewEvent) -> None:
        """Remember an event."""
        with locked(self._root):
            add_line(self._file, json.dumps(asdict(event), ensure_ascii=False))

    def propose(self, data: bytes) -> str:
        """Keep a text that shall take the place of a file once it is approved; gives its version."""
        version = version_of(data)
        write_atomically(self._root / FOLDER / "proposed" / f"{version}.md", data)
        return version

    def proposed(self, version: str) -> bytes | None:
        """A text that was proposed; None where it is gone or damaged."""
        try:
            data = (self._root / FOLDER / "proposed" / f"{version}.md").read_bytes()
        except OSError:
            return None
        return data if version_of(data) == version else None


def writers(root: Path, identifier: str) -> list[str]:
    """Who wrote a bulletin's text since it was last approved, the last one last."""
    found: list[str] = []
    for one in Copies(root, identifier).steps():
        if one.step in ("save", "undo"):
            found = [*(name for name in found if name != one.who), one.who]
        elif one.step == "approve":
            found = []
    return found


def event_of(identifier: str, action: str, who: str, at: datetime, **more: Any) -> ReviewEvent:
    """An event that happens now."""
    return ReviewEvent(identifier, action, who, at.isoformat(timespec="seconds"), **more)


def _folded(file: Path) -> dict[str, ReviewState]:
    found: dict[str, ReviewState] = {}
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return found
    for line in lines:
        try:
            event = ReviewEvent(**json.loads(line))
        except (ValueError, TypeError):
            continue
        if event.action == "ask":
            found[event.id] = ReviewState(event)
        elif event.action in _DONE and event.id in found and found[event.id].waits:
            found[event.id] = ReviewState(found[event.id].asked, event)
    return found
