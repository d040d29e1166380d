"""The versions of a bulletin: those that git has, and the copies that commands and desk keep; and the text of each."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from editing.desk.texts.shown_text import shown_text
from editing.life.bulletins import Bulletins, Stored
from editing.life.copies import Copies

_PART, _FIRST = "\x1f", "\x1e"
_SECONDS = 60
#: What the steps that copies tell of are called.
STEP_NAMES = {
    "save": "保存", "publish": "发布", "schedule": "定时发布", "correct": "更正", "withdraw": "撤回",
    "supersede": "取代", "restore": "恢复", "rename": "改名", "undo": "撤销", "fix": "自动改正", "approve": "批准",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """One version. `version` names it; `path` is its file's in git, or its copy's."""

    version: str
    at: datetime
    who: str
    what: str
    origin: str
    path: str

    def to_json(self) -> dict[str, str]:
        """As the page shows it."""
        return {
            "version": self.version, "when": self.at.isoformat(timespec="seconds"), "who": self.who,
            "what": self.what, "origin": self.origin,
        }  # fmt: skip


def version_entries(site: Bulletins, stored: Stored) -> list[VersionEntry]:
    """The versions of a bulletin, newest first."""
    found = [*_committed(site, stored), *reversed(list(_kept(site, stored)))]
    return sorted(found, key=lambda one: one.at, reverse=True)


def version_text(site: Bulletins, stored: Stored, version: str) -> str | None:
    """The text of a version; None where there is none of that name, or it is gone."""
    entry = next((one for one in version_entries(site, stored) if one.version == version), None)
    if entry is None:
        return None
    if entry.origin == "copy":
        raw = Copies(site.root, stored.id).read(entry.path)
    else:
        raw = _git(site, "show", f"{version}:./{entry.path}")
    return None if raw is None else shown_text(raw).text


def _committed(site: Bulletins, stored: Stored) -> Iterator[VersionEntry]:
    form = f"--format={_FIRST}%H{_PART}%aI{_PART}%an{_PART}%s"
    said = _git(site, "log", "--follow", "--name-only", "--relative", form, "--", stored.file)
    for text in (said or b"").decode("utf-8", "replace").split(_FIRST)[1:]:
        first, _, rest = text.partition("\n")
        version, at, who, what = first.split(_PART, 3)
        path = rest.strip().split("\n")[-1]
        if path:
            moment = datetime.fromisoformat(at).astimezone(site.settings.zone)
            yield VersionEntry(version, moment, who, what, "git", path)


def _kept(site: Bulletins, stored: Stored) -> Iterator[VersionEntry]:
    for number, one in enumerate(Copies(site.root, stored.id).steps()):
        what = STEP_NAMES.get(one.step, one.step) + (f"（原编号 {one.was}）" if one.was else "")
        moment = datetime.fromisoformat(one.at).astimezone(site.settings.zone)
        if number == 0:
            yield VersionEntry(f"before-{one.before}", moment, "", "在此之前", "copy", one.before)
        yield VersionEntry(f"{number}-{one.after}", moment, one.who, what, "copy", one.after)


def _git(site: Bulletins, *words: str) -> bytes | None:
    """What git answers; None where there is no git, or it knows nothing of it."""
    command = ["git", "-C", str(site.root), "-c", "core.quotepath=off", "--no-optional-locks", *words]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own words
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if answer.returncode else answer.stdout
