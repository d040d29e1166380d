"""The copies that editing commands keep below state/copies/: what a file was before and after each step, by whom.

They answer `history` where there is no git, and give a file back byte for byte when a step is undone.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from builder.base.atomic import write_atomically
from editing.files import add_line

_LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Kept:
    """One step. `before` and `after` name copies; `was` is the id that the bulletin had, where that changed."""

    at: str
    who: str
    step: str
    before: str
    after: str
    was: str = ""


class Copies:
    """The copies of one bulletin."""

    def __init__(self, root: Path, identifier: str) -> None:
        self._root, self._id = root, identifier
        self._folder = root / "state" / "copies" / identifier

    def keep(self, step: str, before: bytes, after: bytes, at: datetime, was: str = "") -> None:
        """Remember a step that is about to be taken: both copies first, then the line that tells of them."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for data in (before, after):
            copy = self._folder / _name(data)
            if not copy.exists():
                write_atomically(copy, data)
        kept = Kept(at.isoformat(), who(), step, _name(before), _name(after), was)
        add_line(self._folder / _LOG, json.dumps(asdict(kept), ensure_ascii=False))

    def steps(self) -> Iterator[Kept]:
        """Every step, oldest first, those under an earlier id included; a damaged line is passed over."""
        yield from self._steps(frozenset())

    def _steps(self, seen: frozenset[str]) -> Iterator[Kept]:
        try:
            lines = (self._folder / _LOG).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        for line in lines:
            try:
                kept = Kept(**json.loads(line))
            except (ValueError, TypeError):
                continue
            if kept.was and kept.was not in {*seen, self._id}:
                yield from Copies(self._root, kept.was)._steps(seen | {self._id})
            yield kept

    def read(self, name: str) -> bytes | None:
        """A copy under this id or an earlier one, or None where it is gone or damaged."""
        for identifier in dict.fromkeys([self._id, *(one.was for one in self.steps() if one.was)]):
            try:
                data = (self._root / "state" / "copies" / identifier / name).read_bytes()
            except OSError:
                continue
            if _name(data) == name:
                return data
        return None

    def before(self, data: bytes, steps: tuple[str, ...], was: str = "") -> bytes | None:
        """What the file was before the newest of these steps, where that left exactly this."""
        newest = next((one for one in reversed(list(self._steps(frozenset()))) if one.after == _name(data)), None)
        if newest is None or newest.step not in steps or newest.was != was:
            return None
        return self.read(newest.before)


def _name(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest() + ".md"


#: Who asked for what is done now, where that is not whoever runs the program.
_acting: ContextVar[str] = ContextVar("acting", default="")


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Let copies say that a person of this name did what is done in the block."""
    token = _acting.set(name)
    try:
        yield
    finally:
        _acting.reset(token)


def who() -> str:
    """Who acts: whom the desk knows, else who is at the keyboard, as the system knows them."""
    if name := _acting.get():
        return name
    try:
        return os.environ.get("XINFENG_EDITOR") or getpass.getuser()
    except (OSError, KeyError):
        return ""
