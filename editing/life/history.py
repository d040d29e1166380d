"""Who changed a bulletin, when and what: from git where there is one, else from the copies of editing commands."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
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


def git_answer(root: Path, *words: str) -> bytes | None:
    """What git says of the site at `root`; None where there is no git, or it knows nothing of it."""
    command = ["git", "-C", str(root), "-c", "core.quotepath=off", "--no-optional-locks", *words]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own words
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if answer.returncode else answer.stdout


def commits_of(root: Path, file: str, fields: Sequence[str], *options: str) -> Iterator[tuple[list[str], str]]:
    """The commits that changed a file, its earlier names too: what `fields` ask of each, and what `options` add."""
    form = f"--format={_FIRST}{_PART.join(fields)}"
    said = git_answer(root, "log", "--follow", *options, form, "--", file) or b""
    for text in said.decode("utf-8", "replace").split(_FIRST)[1:]:
        first, _, rest = text.partition("\n")
        yield first.split(_PART, len(fields) - 1), rest


def _from_git(root: Path, stored: Stored) -> Iterator[Revision]:
    options = ("--no-ext-diff", "--no-textconv", "--patch", "--unified=0", "--no-color")
    for (at, who, what), patch in commits_of(root, stored.file, ("%aI", "%an", "%s"), *options):
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
