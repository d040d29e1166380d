"""Who changed a bulletin, when and what: from git where there is one, else from the copies of editing commands."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from editing.life.applying import diff
from editing.life.bulletins import Bulletins, Stored
from editing.life.copies import Copies

#: Between the parts of a line that git is asked for, and before each of them.
_PART, _FIRST = "\x1f", "\x1e"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Revision:
    """One change. `lines` are those that came (+) and went (-)."""

    at: datetime
    who: str
    what: str
    lines: tuple[str, ...]


def history(site: Bulletins, named: str) -> list[Revision]:
    """The changes of a bulletin, newest first; none where nobody kept any."""
    stored = site.find(named)
    zone = site.settings.zone
    found = list(_from_git(site.root, stored)) or list(_from_copies(site, stored))[::-1]
    moved = [Revision(one.at.astimezone(zone), one.who, one.what, one.lines) for one in found]
    return sorted(moved, key=lambda one: one.at, reverse=True)


def history_lines(changes: list[Revision]) -> Iterator[str]:
    """The history as a person reads it."""
    for one in changes:
        yield f"{one.at:%Y-%m-%d %H:%M}  {one.who}  {one.what}"
        yield from (f"    {line}" for line in one.lines)


def _from_git(root: Path, stored: Stored) -> Iterator[Revision]:
    form = f"--format={_FIRST}%aI{_PART}%an{_PART}%s"
    command = [
        *("git", "-C", str(root), "-c", "core.quotepath=off", "log", "--follow", "--no-ext-diff", "--no-textconv"),
        *("--patch", "--unified=0", "--no-color", form, "--", stored.file),
    ]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own words
    except (OSError, subprocess.TimeoutExpired):
        return
    if answer.returncode:
        return
    for text in answer.stdout.decode("utf-8", "replace").split(_FIRST)[1:]:
        first, _, patch = text.partition("\n")
        at, who, what = first.split(_PART)
        yield Revision(datetime.fromisoformat(at), who, what, tuple(_changed(patch)))


def _from_copies(site: Bulletins, stored: Stored) -> Iterator[Revision]:
    copies = Copies(site.root, stored.id)
    for one in copies.steps():
        before, after = copies.read(one.before), copies.read(one.after)
        shown = diff(stored.file, before, after) if before is not None and after is not None else ""
        what = f"{one.step} (was {one.was})" if one.was else one.step
        yield Revision(datetime.fromisoformat(one.at), one.who, what, tuple(_changed(shown)))


def _changed(patch: str) -> Iterator[str]:
    for line in patch.splitlines():
        if line[:1] in ("+", "-") and not line.startswith(("+++ ", "--- ")) and len(line) > 1:
            yield line
