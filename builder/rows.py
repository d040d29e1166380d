"""Published bulletins as the last build left them: what lists are made of at hand, all else read when it is asked for.

A site of 100,000 bulletins is planned from these when one of them changed; reading every record would take longer
than all the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from builder.records import Bulletin
from builder.selection import Published
from view import urls
from view.items import Item

#: What is kept of a published bulletin, as plain values that load fast.
Row = tuple[
    str, str, str, str, str, int, int, str, str, bool, str, tuple[str, ...], tuple[str, ...], str | None,
    str, bytes, bytes,
]  # fmt: skip
#: How many whole bulletins a process remembers.
_REMEMBERED = 2_000

_set = object.__setattr__


def row_of(one: Published) -> Row:
    """What is kept."""
    item = one.item
    return (
        item.id, one.file, item.date.isoformat(), item.updated.isoformat(), one.lastmod, one.touched, one.born,
        one.month, item.status, item.pinned, item.channel, item.countries, item.industries, item.level, one.successor,
        one.digest, one.printed,
    )  # fmt: skip


class Shelf:
    """Makes whole bulletins of rows. `read` gives the record of a content file, `publish` it as it stands now."""

    def __init__(
        self, zone: ZoneInfo, read: Callable[[str], Bulletin], publish: Callable[[Bulletin], Published]
    ) -> None:
        self.zone = zone
        self.whole = lru_cache(_REMEMBERED)(lambda file: publish(read(file)))

    def moment(self, text: str) -> datetime:
        """A time as it was parsed: in the site's zone."""
        given = datetime.fromisoformat(text)
        moment = given.replace(tzinfo=self.zone)
        return moment if moment.utcoffset() == given.utcoffset() else moment.replace(fold=1)


class _Lazy(Item):
    """A row of a list; its texts are read when they are asked for."""

    __slots__ = ("_row", "_shelf")

    def __getattr__(self, name: str) -> Any:
        """Called for what is not set yet."""
        if name == "url":
            value: Any = urls.bulletin_url(self.id)
        elif name in ("date", "updated"):
            value = self._shelf.moment(self._row[2 if name == "date" else 3])
        elif name in ("title", "summary", "keywords"):
            value = getattr(self._shelf.whole(self._row[1]).item, name)
        else:
            raise AttributeError(name)
        _set(self, name, value)
        return value


class Shelved(Published):
    """A published bulletin of the last build that did not change; `row` is what was kept of it."""

    __slots__ = ("_shelf", "row")

    row: Row

    def __getattr__(self, name: str) -> Any:
        """Called for what is not set yet: the record and what only its page shows."""
        if name not in ("bulletin", "changes"):
            raise AttributeError(name)
        value = getattr(self._shelf.whole(self.file), name)
        _set(self, name, value)
        return value


def shelved(row: Row, shelf: Shelf) -> Shelved:
    """A bulletin of its row."""
    item = object.__new__(_Lazy)
    one = object.__new__(Shelved)
    ident, file, _, _, lastmod, touched, born, month, status, pinned, channel, countries, industries, *rest = row
    level, successor, digest, printed = rest
    _set(item, "_shelf", shelf)
    _set(item, "_row", row)
    _set(item, "id", ident)
    _set(item, "status", status)
    _set(item, "pinned", pinned)
    _set(item, "channel", channel)
    _set(item, "countries", countries)
    _set(item, "industries", industries)
    _set(item, "level", level)
    _set(one, "_shelf", shelf)
    _set(one, "row", row)
    _set(one, "item", item)
    _set(one, "file", file)
    _set(one, "successor", successor)
    _set(one, "lastmod", lastmod)
    _set(one, "touched", touched)
    _set(one, "born", born)
    _set(one, "month", month)
    _set(one, "digest", digest)
    _set(one, "printed", printed)
    return one
