"""The state of a bulletin at a moment, and when it will be another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from builder.catalogue.published import stand
from builder.catalogue.selection import is_published, moments
from builder.reading.loading import Content
from builder.reading.records import BulletinRecord
from editing.life.bulletins import RISK


@dataclass(frozen=True, slots=True)
class BulletinState:
    """How a bulletin stands: `state` is draft, scheduled, live, corrected, withdrawn, superseded, expired or broken.

    `next` is when that changes by itself.
    """

    id: str
    state: str
    title: str
    date: datetime | None
    file: str
    next: datetime | None

    def to_json(self) -> dict[str, str | None]:
        """As `status --json` prints it."""
        return {
            "id": self.id, "state": self.state, "title": self.title,
            "date": self.date.isoformat() if self.date else None,
            "file": self.file, "next": self.next.isoformat() if self.next else None,
        }  # fmt: skip


def state_of(bulletin: BulletinRecord, at: datetime, *, broken: bool = False, awaited: bool = False) -> str:
    """The state at a moment; `awaited`: its successor is scheduled only."""
    if bulletin.draft:
        return "draft"
    if broken:
        return "broken"
    if bulletin.date > at:
        return "scheduled"
    if not is_published(bulletin, at):
        return "expired"
    status = stand(bulletin, at, awaited).row.status
    return "live" if status == "active" else status


def states(content: Content, at: datetime) -> list[BulletinState]:
    """The state of every bulletin of a site, in order of path."""
    broken = {one.file for one in content.problems if not one.warning}
    by_id = {one.id: one for one in content.bulletins}
    found = [bulletin_state(one, at, by_id, one.file in broken) for one in content.bulletins]
    unread = (file for file in content.files - {one.file for one in found} if file.startswith(RISK))
    found += [unreadable_state(file, draft=file in content.drafts) for file in unread]
    return sorted(found, key=lambda one: one.file)


def unreadable_state(file: str, *, draft: bool) -> BulletinState:
    """The state of a bulletin whose front matter cannot be used."""
    return BulletinState(file[len(RISK) : -len(".md")], "draft" if draft else "broken", "", None, file, None)


def bulletin_state(
    one: BulletinRecord, at: datetime, by_id: Mapping[str, BulletinRecord], broken: bool
) -> BulletinState:
    """The state of one bulletin; `by_id` has its successor, `broken`: its file has problems."""
    successor = by_id.get(one.superseded_by)
    awaited = successor is not None and successor.date > at and is_published(successor, successor.date)
    state = state_of(one, at, broken=broken, awaited=awaited)
    due: Iterable[datetime] = () if state in ("draft", "broken") else moments(one, at)
    if awaited and successor and state not in ("draft", "broken", "expired", "scheduled"):
        due = [*due, successor.date]
    date = one.date if one.date.year > 1970 else None  # what stands in for a date that is missing
    return BulletinState(one.id, state, one.facts.title, date, one.file, min(due, default=None))
