"""Published bulletins as the last build left them: what lists are made of at hand, all else read when it is asked for.

A site of 100,000 bulletins is planned from these when one of them changed; reading every record would take longer
than all the rest. So a row is a tuple, which costs next to nothing to make, and passes over all rows look at its
fields alone.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from builder.base.interning import shared
from builder.catalogue.selection import Published, age
from builder.reading.records import Bulletin, Change
from view.document import LISTED_STATUSES
from view.items import Item

#: How many whole bulletins, and how many rows as lists show them, a process remembers.
_REMEMBERED, _ITEMS = 2_000, 20_000
#: Rows as lists show them, by their digest and zone: a server that builds shows the same ones again and again.
_items: dict[tuple[bytes, ZoneInfo], Item] = {}


class Row(NamedTuple):
    """What is kept of a published bulletin (`selection.Published`), as plain values that load fast."""

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

    @property
    def id(self) -> str:
        """The bulletin's id."""
        return self.file[len("content/risk/") : -len(".md")]


def row_of(one: Published) -> Shelved:
    """What is kept."""
    item = one.item
    date, updated = item.date.isoformat(), item.updated.isoformat()
    return Shelved(
        one.file, date, date if updated == date else updated, updated if one.lastmod == updated else one.lastmod,
        one.touched, one.born, shared(one.month), shared(item.status), item.pinned, shared(item.channel),
        shared(item.countries), shared(item.industries), shared(item.level), one.counted, one.successor, one.digest,
        one.printed,
    )  # fmt: skip


class Shelf:
    """Makes whole bulletins of rows. `read` gives the record of a content file, `publish` it as it stands now."""

    def __init__(
        self, zone: ZoneInfo, read: Callable[[str], Bulletin], publish: Callable[[Bulletin], Published]
    ) -> None:
        self.zone = zone
        self.whole = lru_cache(_REMEMBERED)(lambda file: publish(read(file)))

    def item(self, row: Row) -> Item:
        """A row as lists show it."""
        key = row.digest, self.zone
        found = _items.get(key)
        if found is None:
            if len(_items) >= _ITEMS:
                _items.clear()
            found = _items[key] = self.whole(row.file).item
        return found


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change does to the published bulletins: `files` no longer stand as they did, `published` do from now on.

    `keys` leads from a changed file to what it was parsed to, `blocks` from there to the text of its body.
    """

    files: frozenset[str]
    published: tuple[Published, ...]
    keys: dict[str, bytes]
    blocks: dict[bytes, tuple[str, ...]]


class Shelved(Row):
    """A published bulletin of the last build that did not change.

    All have the `shelf` that the build under way sets: a process makes one at a time, and rows that each knew theirs
    would have to be made anew for every build.
    """

    __slots__ = ()

    shelf: ClassVar[Shelf]

    @property
    def day(self) -> str:
        """The day it was published."""
        return self.date[:10]

    @property
    def listed(self) -> bool:
        """Whether lists, related, counts and default search show it."""
        return self.status in LISTED_STATUSES

    @property
    def item(self) -> Item:
        """Its row in lists."""
        return self.shelf.item(self)

    @property
    def bulletin(self) -> Bulletin:
        """The record, read from the cache."""
        return self.shelf.whole(self.file).bulletin

    @property
    def changes(self) -> tuple[Change, ...]:
        """The notes up to now, read from the cache."""
        return self.shelf.whole(self.file).changes


#: Makes a row of its values, with nothing of Python between: there are as many as bulletins.
make_row: Callable[[Iterable[object]], Shelved] = partial(tuple.__new__, Shelved)


def published_after(rows: Iterable[Shelved], change: Changed) -> list[Published]:
    """The published bulletins after a change, oldest first."""
    found: list[Published] = [row for row in rows if row.file not in change.files]
    for one in change.published:
        insort(found, one, key=age)
    return found
