"""What is published at a moment: scheduled and expired bulletins left out, statuses and change notes as of then."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from builder.base.interning import shared
from builder.reading.records import Bulletin, Change
from view import urls
from view.document import LISTED_STATUSES
from view.items import Item

#: The version of marshal's format without references: equal values give equal bytes, faster than their text.
_PLAIN = 2


class Published(Protocol):
    """A bulletin as it stands at the moment of the build.

    What passes over all bulletins look at stands here beside `item`, which costs more to ask for.
    """

    @property
    def file(self) -> str:
        """Its content file."""

    @property
    def id(self) -> str:
        """The bulletin's id."""

    @property
    def item(self) -> Item:
        """Its row in lists."""

    @property
    def bulletin(self) -> Bulletin:
        """What its file says."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """The notes dated up to now, oldest first."""

    @property
    def successor(self) -> str:
        """The id of the bulletin that replaces a superseded one, or empty."""

    @property
    def digest(self) -> bytes:
        """Changes exactly when the row does."""

    @property
    def printed(self) -> bytes:
        """Changes with anything that its own file says of it now, the body included."""

    @property
    def lastmod(self) -> str:
        """When it last changed, to the second."""

    @property
    def touched(self) -> int:
        """The same in microseconds."""

    @property
    def born(self) -> int:
        """When it was published, in microseconds."""

    @property
    def day(self) -> str:
        """When it was published: 2026-11-20."""

    @property
    def month(self) -> str:
        """When it was published: 2026-11."""

    @property
    def channel(self) -> str:
        """A code."""

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes."""

    @property
    def industries(self) -> tuple[str, ...]:
        """Codes."""

    @property
    def level(self) -> str | None:
        """A code."""

    @property
    def counted(self) -> int:
        """A digest of channel, countries, industries, level and month; lists are told by the sum of theirs."""

    @property
    def pinned(self) -> bool:
        """Whether it stands first on the home page."""

    @property
    def listed(self) -> bool:
        """Whether lists, related, counts and default search show it."""


@dataclass(slots=True)
class Stand:
    """A bulletin as its record gives it (see `Published`)."""

    id: str
    file: str
    item: Item
    bulletin: Bulletin
    changes: tuple[Change, ...]
    successor: str
    digest: bytes
    printed: bytes
    lastmod: str
    touched: int
    born: int
    day: str
    month: str
    channel: str
    countries: tuple[str, ...]
    industries: tuple[str, ...]
    level: str | None
    counted: int
    pinned: bool
    listed: bool


class ById(Mapping[str, "Published"]):
    """Published bulletins by id. They are at hand `by_file`; a large site has no time to cut ids out of names."""

    def __init__(self, published: Iterable[Published] = ()) -> None:
        self.by_file = {one.file: one for one in published}

    def __getitem__(self, identifier: str) -> Published:
        return self.by_file[f"content/risk/{identifier}.md"]

    def __iter__(self) -> Iterator[str]:
        return (one.id for one in self.by_file.values())

    def __len__(self) -> int:
        return len(self.by_file)


@dataclass(slots=True)
class Selection:
    """The published bulletins, oldest first; ties go by id."""

    published: list[Published] = field(default_factory=list)
    listed: list[Published] = field(default_factory=list)
    by_id: ById = field(default_factory=ById)
    next_due: datetime | None = None


class Aged(Protocol):
    """What `age` asks for."""

    @property
    def id(self) -> str:
        """The bulletin's id."""

    @property
    def born(self) -> int:
        """When it was published, in microseconds."""


def age(one: Aged) -> tuple[int, str]:
    """What published bulletins are ordered by: oldest first, ties by id."""
    return one.born, one.id


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def select(bulletins: Iterable[Bulletin], at: datetime) -> Selection:
    """The selection at a moment. `next_due` is the next moment at which the same content gives another."""
    everything = list(bulletins)
    scheduled = {one.id for one in everything if one.date > at and is_published(one, one.date)}
    published: list[Published] = sorted(
        (publish(one, at, one.superseded_by in scheduled) for one in everything if is_published(one, at)),
        key=age,
    )
    due = [moment for one in everything for moment in moments(one, at)]
    return Selection(
        published=published,
        listed=[one for one in published if one.listed],
        by_id=ById(published),
        next_due=min(due, default=None),
    )


def is_published(bulletin: Bulletin, at: datetime) -> bool:
    """Whether it has a page at a moment."""
    return not bulletin.draft and bulletin.date <= at and (bulletin.expires is None or at < bulletin.expires)


def moments(bulletin: Bulletin, at: datetime) -> Iterable[datetime]:
    """The moments after `at` that change what this bulletin's file gives."""
    if bulletin.draft or (bulletin.expires and (bulletin.expires <= at or bulletin.expires <= bulletin.date)):
        return ()
    if bulletin.date > at:
        return (bulletin.date,)
    later = [bulletin.expires, bulletin.pinned_until, bulletin.updated, *(note.date for note in bulletin.changes)]
    end = bulletin.expires
    return [moment for moment in later if moment and moment > at and (end is None or moment <= end)]


def publish(bulletin: Bulletin, at: datetime, awaited: bool) -> Stand:
    """A bulletin as it stands at a moment; `awaited`: its successor is scheduled only."""
    shown = tuple(note for note in bulletin.changes if note.date <= at)
    status = _status(bulletin, shown, awaited)
    touched = [bulletin.date, *(note.date for note in shown)]
    if bulletin.updated and bulletin.updated <= at:
        touched.append(bulletin.updated)
    item = Item(
        id=bulletin.id, url=urls.bulletin_url(bulletin.id), title=bulletin.title, date=bulletin.date,
        updated=max(touched), channel=shared(bulletin.channel), countries=shared(bulletin.countries),
        industries=shared(bulletin.industries), level=shared(bulletin.level), status=status, summary=bulletin.summary,
        keywords=bulletin.keywords, pinned=bulletin.pinned_until is not None and at < bulletin.pinned_until,
    )  # fmt: skip
    digest = hashlib.blake2b(marshal.dumps(_facts(item), _PLAIN), digest_size=8).digest()
    notes = [(note.date.isoformat(), note.kind, note.note) for note in shown]
    day = item.date.date().isoformat()
    printed = hashlib.blake2b(digest + bulletin.digest.encode() + repr(notes).encode(), digest_size=16).digest()
    return Stand(
        id=item.id, file=bulletin.file, item=item, bulletin=bulletin, changes=shown,
        successor=bulletin.superseded_by if status == "superseded" else "", digest=digest, printed=printed,
        lastmod=item.updated.isoformat(timespec="seconds"), touched=_microseconds(item.updated),
        born=_microseconds(item.date), day=shared(day), month=shared(day[:7]), channel=item.channel,
        countries=item.countries, industries=item.industries, level=item.level,
        counted=_counted(item.channel, item.countries, item.industries, item.level, day[:7]), pinned=item.pinned,
        listed=status in LISTED_STATUSES,
    )  # fmt: skip


def _counted(*facts: Any) -> int:
    return int.from_bytes(hashlib.blake2b(marshal.dumps(facts, _PLAIN), digest_size=8).digest(), "big")


def _facts(item: Item) -> tuple[Any, ...]:
    """Everything of a row, times as text (a zone's repr differs from one Python to the next)."""
    return (
        item.id, item.title, item.date.isoformat(), item.updated.isoformat(), item.channel, item.countries,
        item.industries, item.level, item.status, item.summary, item.keywords, item.pinned,
    )  # fmt: skip


def _status(bulletin: Bulletin, shown: tuple[Change, ...], awaited: bool) -> str:
    """The status as of then: each takes effect with its change note, superseded when the successor is not `awaited`."""
    kinds = {note.kind for note in shown}
    if bulletin.status == "withdrawn" and "withdrawal" in kinds:
        return "withdrawn"
    if bulletin.status == "superseded" and not awaited:
        return "superseded"
    if bulletin.status in ("corrected", "withdrawn", "superseded") and "correction" in kinds:
        return "corrected"
    return "active"
