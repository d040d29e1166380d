"""The versions of a bulletin: those that git has, and the copies that commands and desk keep; and the text of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from editing.desk.doing.taking import STEPS
from editing.desk.texts.shown_text import shown_text
from editing.life.bulletins import Bulletins, Stored
from editing.life.copies import Copies
from editing.life.history import commits_of, git_answer

#: What the steps that copies tell of are called.
STEP_NAMES = {
    **{step: label for step, (label, *_) in STEPS.items()},
    **{"save": "保存", "undo": "撤销", "fix": "自动改正", "approve": "批准"},
}


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
        raw = git_answer(site.root, "show", f"{version}:./{entry.path}")
    return None if raw is None else shown_text(raw).text


def _committed(site: Bulletins, stored: Stored) -> Iterator[VersionEntry]:
    fields = ("%H", "%aI", "%an", "%s")
    for (version, at, who, what), rest in commits_of(site.root, stored.file, fields, "--name-only", "--relative"):
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
