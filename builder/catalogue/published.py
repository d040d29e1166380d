"""A published bulletin: what a build looks at in all of them, and what pages show of one, read when it is asked for.

A site of 100,000 bulletins is planned from the former when one of them changed; reading every record would take longer
than all the rest. So `Published` is a tuple of plain values, which costs next to nothing to keep and to load.
"""

from __future__ import annotations

import hashlib
import marshal
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from builder.base.interning import interned
from builder.reading.records import BulletinRecord, ChangeNote
from view.bulletin import LISTED_STATUSES, Bulletin, extend, to_plain
from view.rendering.feeds import moved
from view.urls import bulletin_url

#: The version of marshal's format without references: equal values give equal bytes, faster than their text.
_PLAIN = 2
#: How many whole bulletins a process remembers; about 2 kB each.
_REMEMBERED = 20_000


class Whole(NamedTuple):
    """A published bulletin with all that its page shows: its `changes` are the notes up to now, oldest first."""

    record: BulletinRecord
    row: Bulletin
    changes: tuple[ChangeNote, ...]


def stand(record: BulletinRecord, at: datetime, awaited: bool, replaced: datetime | None = None) -> Whole:
    """A bulletin as it stands at a moment; `awaited`: its successor is scheduled only; `replaced`: when it came."""
    facts = record.facts
    changes = tuple(note for note in record.changes if note.date <= at)
    touched = [facts.date, *(note.date for note in changes)]
    if record.updated and record.updated <= at:
        touched.append(record.updated)
    status = _status(record, changes, awaited)
    if replaced and status == "superseded":
        touched.append(replaced)
    row = extend(
        Bulletin, facts, url=bulletin_url(facts.id), updated=max(touched), status=status,
        pinned=record.pinned_until is not None and at < record.pinned_until,
    )  # fmt: skip
    return Whole(record, row, changes)


def _status(record: BulletinRecord, changes: tuple[ChangeNote, ...], awaited: bool) -> str:
    """The status as of then: each takes effect with its change note, superseded when the successor is not `awaited`."""
    kinds = {note.kind for note in changes}
    if record.status == "withdrawn" and "withdrawal" in kinds:
        return "withdrawn"
    if record.status == "superseded" and not awaited:
        return "superseded"
    if record.status in ("corrected", "withdrawn", "superseded") and "correction" in kinds:
        return "corrected"
    return "active"


class Published(NamedTuple):
    """What a build looks at in every published bulletin, as plain values: where it stands and what tells it changed.

    Times are ISO texts (`lastmod` to the second) or microseconds: `touched` when it last changed, `born` when it was
    published. `counted` is a digest of channel, countries, industries, level and month; lists are told by the sum of
    theirs. `successor` is the id of what replaces a superseded one, or empty. `digest` changes exactly when the row
    does, `printed` with anything that its own file says of it now, the body included. `notes` are the changes that
    are told in a list of their own: when, the place among all its changes, kind, the level before where it changed.
    """

    file: str
    date: str
    updated: str
    lastmod: str
    touched: int
    born: int
    month: str
    status: str
    pinned: bool
    channel: str
    countries: tuple[str, ...]
    industries: tuple[str, ...]
    level: str | None
    counted: int
    successor: str
    digest: bytes
    printed: bytes
    notes: tuple[tuple[int, int, str, str | None], ...]

    @property
    def id(self) -> str:
        """The bulletin's id."""
        return self.file[len("content/risk/") : -len(".md")]

    @property
    def day(self) -> str:
        """The day it was published: 2026-11-20."""
        return self.date[:10]

    @property
    def listed(self) -> bool:
        """Whether lists, related, counts and default search show it."""
        return self.status in LISTED_STATUSES


def published_of(whole: Whole) -> Published:
    """What is looked at in a bulletin that stands so."""
    record, row, changes = whole
    digest = hashlib.blake2b(marshal.dumps(to_plain(row), _PLAIN), digest_size=8).digest()
    notes = repr([(note.date.isoformat(), *note[1:]) for note in changes])
    printed = hashlib.blake2b(digest + record.digest.encode() + notes.encode(), digest_size=16).digest()
    date, updated, lastmod = row.date.isoformat(), row.updated.isoformat(), row.updated.isoformat(timespec="seconds")
    counts = (
        interned(row.channel),
        interned(row.countries),
        interned(row.industries),
        interned(row.level),
        interned(date[:7]),
    )
    return Published(
        file=record.file, date=date, updated=shared_with(date, updated), lastmod=shared_with(updated, lastmod),
        touched=_microseconds(moved(row)), born=_microseconds(row.date), month=counts[4], status=interned(row.status),
        pinned=row.pinned, channel=counts[0], countries=counts[1], industries=counts[2], level=counts[3],
        counted=_counted(counts), successor=record.superseded_by if row.status == "superseded" else "",
        digest=digest, printed=printed, notes=tuple(
            (_microseconds(note.date), number, interned(note.kind), interned(note.level_from))
            for number, note in enumerate(changes)
            if note.kind != "update" or note.level_from
        ),
    )  # fmt: skip


def shared_with(known: str, text: str) -> str:
    """The first of two texts where they are equal, so that one object serves for both."""
    return known if known == text else text


def _counted(facts: tuple[Any, ...]) -> int:
    return int.from_bytes(hashlib.blake2b(marshal.dumps(facts, _PLAIN), digest_size=8).digest(), "big")


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def age(one: Published) -> tuple[int, str]:
    """What published bulletins are ordered by: oldest first, ties by id."""
    return one.born, one.id


class ById(Mapping[str, Published]):
    """Published bulletins by id. They are at hand `by_file`; a large site has no time to cut ids out of names."""

    def __init__(self, published: Iterable[Published] = ()) -> None:
        self.by_file = {one.file: one for one in published}

    def __getitem__(self, identifier: str) -> Published:
        return self.by_file[f"content/risk/{identifier}.md"]

    def __iter__(self) -> Iterator[str]:
        return (one.id for one in self.by_file.values())

    def __len__(self) -> int:
        return len(self.by_file)


class Loader:
    """Gives what pages show of published bulletins; `read` gives the record of a content file."""

    def __init__(self, read: Callable[[str], BulletinRecord], at: datetime) -> None:
        self._read, self._at = read, at
        self.whole = lru_cache(_REMEMBERED)(self._whole)

    def _whole(self, one: Published) -> Whole:
        record = self._read(one.file)
        replaced = datetime.fromisoformat(one.updated) if one.successor else None
        return stand(record, self._at, bool(record.superseded_by) and not one.successor, replaced)

    def row(self, one: Published) -> Bulletin:
        """A bulletin as lists show it."""
        return self.whole(one).row


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change does to the published bulletins: `files` no longer stand as they did, `published` do from now on.

    `keys` leads from a changed file to what it was parsed to, `records` and `blocks` to what the cache need not have
    learned yet: its record by file, the text of its body by key.
    """

    files: frozenset[str]
    published: tuple[Published, ...]
    keys: dict[str, bytes]
    records: dict[str, BulletinRecord]
    blocks: dict[bytes, tuple[str, ...]]


def published_after(before: Iterable[Published], change: Changed) -> list[Published]:
    """The published bulletins after a change, oldest first."""
    found = [one for one in before if one.file not in change.files]
    for one in change.published:
        insort(found, one, key=age)
    return found
