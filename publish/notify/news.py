"""What a subscriber is to be told: bulletins new to its search, corrections and withdrawals of those it knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from publish.notify.book import Told
from view.bulletin import Bulletin

#: A bulletin that turns up in a search and is older than the last telling by more than this was published long ago,
#: and only its keywords changed: it is no news.
GRACE = timedelta(days=7)
#: More in one message helps nobody; the rest is counted, and stands behind the link.
MOST = 50


@dataclass(frozen=True)
class Change:
    """A correction or withdrawal, as `/risk/changes/recent.json` has it; `entry` stays through renames."""

    key: str
    entry: str
    id: str
    kind: str
    date: str
    note: str
    title: str
    url: str


@dataclass
class News:
    """What is new for one subscriber. `keys` tell it from all other news; the first of a name are bulletins."""

    bulletins: list[Bulletin] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.bulletins or self.changes)

    @property
    def keys(self) -> list[str]:
        """What it is made of."""
        return [*(f"new {one.entry}" for one in self.bulletins), *(f"change {one.key}" for one in self.changes)]

    def of_kind(self, kind: str) -> list[Change]:
        """Its corrections or withdrawals."""
        return [one for one in self.changes if one.kind == kind]


def read_changes(data: Any) -> list[Change]:
    """The changes of a site, the newest first. ValueError when the file is none of ours."""
    try:
        return [
            Change(f"{one['entry']} {one['kind']} {one['date']}", *(str(one[name]) for name in _FIELDS))
            for one in data["items"]
        ]
    except (KeyError, TypeError) as error:
        raise ValueError("risk/changes/recent.json is of another version; build the site again") from error


_FIELDS = ("entry", "id", "kind", "date", "note", "title", "url")


def begin(found: Iterable[Bulletin], changes: Iterable[Change], now: datetime) -> Told:
    """The state of a subscriber that is new: all that is there is known."""
    return Told({one.entry for one in found}, {one.key for one in changes}, now.isoformat(timespec="seconds"))


def news_of(told: Told, found: Sequence[Bulletin], changes: Iterable[Change]) -> News:
    """What is new since a subscriber was last told; `found` is what its search gives now, the newest first."""
    since = told.last_time
    fresh = [one for one in found if one.entry not in told.known and (since is None or one.date > since - GRACE)]
    return News(fresh, [one for one in changes if one.key not in told.changes and one.entry in told.known])


def again(told: Told, found: Mapping[str, Bulletin], changes: Iterable[Change]) -> News:
    """The news of a message that was under way, as far as it still is some: what is gone meanwhile is not sent."""
    keys = set(told.under_way)
    return News(
        [one for one in found.values() if f"new {one.entry}" in keys],
        [one for one in changes if f"change {one.key}" in keys],
    )


def learned(told: Told, found: Iterable[Bulletin], changes: Iterable[Change], now: datetime) -> Told:
    """The state after all of it was told, or looked at and found to be no news."""
    known = told.known | {one.entry for one in found}
    return Told(known, told.changes | {one.key for one in changes}, now.isoformat(timespec="seconds"))


def is_due(rhythm: str, last: datetime | None, now: datetime) -> bool:
    """Whether a subscriber is told now: daily once in a day of the site's zone, weekly once in a week from Monday."""
    if last is None or rhythm == "at-once":
        return True
    then = last.astimezone(now.tzinfo)
    if rhythm == "daily":
        return then.date() < now.date()
    return then.isocalendar()[:2] < now.isocalendar()[:2]
