"""The calendar: what is published, expires or changes by itself on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from builder.reading.records import BulletinRecord
from editing.desk.known.catalogue import KnownBulletins

#: How far the calendar looks back.
_BACK = timedelta(days=92)


def planned_days(site: KnownBulletins) -> list[dict[str, Any]]:
    """Every day with something on it, from three months ago on, in order."""
    days: dict[str, list[dict[str, str]]] = defaultdict(list)
    since = site.at - _BACK
    for one in site.content.bulletins:
        for what, moment in _moments(one):
            if moment >= since:
                entry = {"id": one.id, "title": one.facts.title, "what": what, "when": moment.isoformat()}
                days[f"{moment:%Y-%m-%d}"].append(entry)
    return [
        {"day": day, "entries": sorted(days[day], key=lambda entry: (entry["when"], entry["id"]))}
        for day in sorted(days)
    ]


def _moments(one: BulletinRecord) -> Iterator[tuple[str, datetime]]:
    if one.draft:
        return
    yield "publish", one.date
    if one.expires:
        yield "expire", _last_day(one.expires)
    if one.pinned_until:
        yield "unpin", _last_day(one.pinned_until)
    yield from (("change", note.date) for note in one.changes)


def _last_day(end: datetime) -> datetime:
    """The end of a day belongs to that day: 24:00 is no moment of the next one to a reader of calendars."""
    return end - timedelta(minutes=1) if end.time() == end.time().min else end
