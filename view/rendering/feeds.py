"""An Atom feed of bulletins, rendered the same for static lists and for searches."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from view.bulletin import Bulletin
from view.urls import entry_id

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATE = "feed.atom"
#: No feed is longer; readers of feeds poll often, and older bulletins stay reachable by `next`.
MAX_ENTRIES = 50

#: What XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


#: Seconds over which the bulletins of a day without an hour are spread.
_SPREAD = 3600


def moved(row: Bulletin) -> datetime:
    """When an entry last changed. After a bare date, midnight for all of the day, each has a second of its own.

    Readers of feeds sort by this time, and take entries of one time for one release.
    """
    when = row.updated
    if when.hour or when.minute or when.second:
        return when
    return when + timedelta(
        seconds=int.from_bytes(hashlib.blake2b(row.entry.encode(), digest_size=4).digest()) % _SPREAD
    )


def beginning(feed_authority: str) -> datetime:
    """What a feed without entries is dated: the day from which on its authority has been ours."""
    year, month, day = (int(part) for part in (feed_authority.rpartition(",")[2] + "-1-1").split("-")[:3])
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:  # there is no such day, but the year has been looked at
        return datetime(year, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. `url` is its own address and `alternate` the page it belongs to, root-relative or absolute.

    `id` is lasting (a tag URI). `previous` and `next` are its neighbours when it comes in parts (RFC 5005).
    """

    id: str
    title: str
    url: str
    alternate: str
    updated: datetime
    entries: Sequence[Bulletin]
    previous: str | None = None
    next: str | None = None


def render_feed(environment: Environment, feed: Feed, feed_authority: str) -> str:
    """The feed as XML. Characters that XML cannot hold are shown as U+FFFD."""
    text = environment.get_template(TEMPLATE).render(
        feed=feed, entry_id=lambda row: entry_id(feed_authority, row.entry)
    )
    return without_controls(text)


def without_controls(text: str) -> str:
    """XML without the characters that it cannot hold: each is shown as U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)
