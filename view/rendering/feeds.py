"""An Atom feed of bulletins, rendered the same for static lists and for searches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
    text = environment.get_template(TEMPLATE).render(feed=feed, entry_id=lambda row: entry_id(feed_authority, row.id))
    return _NOT_XML.sub("\ufffd", text)
