"""Published bulletins as the last build left them: what lists are made of at hand, all else read when it is asked for.

A site of 100,000 bulletins is planned from these when one of them changed; reading every record would take longer
than all the rest. So a row is a tuple, which costs next to nothing to make, and passes over all rows look at its
fields alone.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from builder.records import Bulletin, Change
from builder.selection import Published, age
from builder.sharing import shared
from view import urls
from view.document import LISTED_STATUSES
from view.items import Item

#: How many whole bulletins a process remembers.
_REMEMBERED = 2_000
_set = object.__setattr__


class Row(NamedTuple):
    """What is kept of a published bulletin (`builder.selection.Published`), as plain values that load fast."""

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
    successor: str
    digest: bytes
    printed: bytes

    @property
    def id(self) -> str:
        """The bulletin's id."""
        return self.file[len("content/risk/") : -len(".md")]


def row_of(one: Published) -> Row:
    """What is kept."""
    item = one.item
    date, updated = item.date.isoformat(), item.updated.isoformat()
    return Row(
        one.file, date, date if updated == date else updated, updated if one.lastmod == updated else one.lastmod,
        one.touched, one.born, shared(one.month), shared(item.status), item.pinned, shared(item.channel),
        shared(item.countries), shared(item.industries), shared(item.level), one.successor, one.digest, one.printed,
    )  # fmt: skip


class Shelf:
    """Makes whole bulletins of rows. `read` gives the record of a content file, `publish` it as it stands now."""

    def __init__(
        self, zone: ZoneInfo, read: Callable[[str], Bulletin], publish: Callable[[Bulletin], Published]
    ) -> None:
        self.zone = zone
        self.whole = lru_cache(_REMEMBERED)(lambda file: publish(read(file)))
        #: Makes a published bulletin of a row.
        self.put = self._here()._make

    def _here(self) -> type[Shelved]:
        """Rows of this shelf: kept in the class, it costs a row nothing."""

        class Here(Shelved):
            __slots__ = ()
            shelf = self

        return Here

    def moment(self, text: str) -> datetime:
        """A time as it was parsed: in the site's zone."""
        given = datetime.fromisoformat(text)
        moment = given.replace(tzinfo=self.zone)
        return moment if moment.utcoffset() == given.utcoffset() else moment.replace(fold=1)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change does to the published bulletins: `files` no longer stand as they did, `published` do from now on.

    `keys` leads from a changed file to what it was parsed to.
    """

    files: frozenset[str]
    published: tuple[Published, ...]
    keys: dict[str, bytes]


class Shelved(Row):
    """A published bulletin of the last build that did not change."""

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
        item = object.__new__(_Lazy)
        _set(item, "_row", self)
        return item

    @property
    def bulletin(self) -> Bulletin:
        """The record, read from the cache."""
        return self.shelf.whole(self.file).bulletin

    @property
    def changes(self) -> tuple[Change, ...]:
        """The notes up to now, read from the cache."""
        return self.shelf.whole(self.file).changes


def published_after(rows: Iterable[Row], change: Changed, shelf: Shelf) -> list[Published]:
    """The published bulletins after a change, oldest first."""
    found: list[Published] = [shelf.put(row) for row in rows if row.file not in change.files]
    for one in change.published:
        insort(found, one, key=age)
    return found


class _Lazy(Item):
    """A row of a list; its values are read when they are asked for."""

    __slots__ = ("_row",)

    def __getattr__(self, name: str) -> Any:
        """Called for what is not set yet."""
        row = self._row
        if name in ("date", "updated"):
            value: Any = row.shelf.moment(getattr(row, name))
        elif name == "url":
            value = urls.bulletin_url(row.id)
        elif name in ("title", "summary", "keywords"):
            value = getattr(row.shelf.whole(row.file).item, name)
        else:
            value = getattr(row, name)
        _set(self, name, value)
        return value
