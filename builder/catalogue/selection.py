"""What is published at a moment: scheduled and expired bulletins left out, statuses and change notes as of then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from builder.catalogue.published import ById, Published, age, published_of, stand
from builder.reading.records import BulletinRecord


@dataclass(slots=True)
class Selection:
    """The published bulletins, oldest first; ties go by id."""

    published: list[Published] = field(default_factory=list)
    listed: list[Published] = field(default_factory=list)
    by_id: ById = field(default_factory=ById)
    next_due: datetime | None = None


def select(bulletins: Iterable[BulletinRecord], at: datetime) -> Selection:
    """The selection at a moment. `next_due` is the next moment at which the same content gives another."""
    everything = list(bulletins)
    scheduled = {one.id for one in everything if one.date > at and is_published(one, one.date)}
    dates = {one.id: one.date for one in everything if is_published(one, at)}
    published = sorted(
        (
            published_of(stand(one, at, one.superseded_by in scheduled, dates.get(one.superseded_by)))
            for one in everything
            if is_published(one, at)
        ),
        key=age,
    )
    due = [moment for one in everything for moment in moments(one, at)]
    return Selection(
        published=published,
        listed=[one for one in published if one.listed],
        by_id=ById(published),
        next_due=min(due, default=None),
    )


def is_published(record: BulletinRecord, at: datetime) -> bool:
    """Whether it has a page at a moment."""
    return not record.draft and record.date <= at and (record.expires is None or at < record.expires)


def moments(record: BulletinRecord, at: datetime) -> Iterable[datetime]:
    """The moments after `at` that change what this bulletin's file gives."""
    if record.draft or (record.expires and (record.expires <= at or record.expires <= record.date)):
        return ()
    if record.date > at:
        return (record.date,)
    later = [record.expires, record.pinned_until, record.updated, *(note.date for note in record.changes)]
    end = record.expires
    return [moment for moment in later if moment and moment > at and (end is None or moment <= end)]
