"""A bulletin as one row of a list: what static lists, feeds and search results all show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Item:
    """One row. Codes, not labels: templates ask `label(facet, code)`. Times carry the site's offset."""

    id: str
    url: str
    title: str
    date: datetime
    updated: datetime
    channel: str
    countries: tuple[str, ...]
    industries: tuple[str, ...]
    level: str | None
    status: str
    summary: str
    keywords: tuple[str, ...] = ()
    pinned: bool = False

    def __hash__(self) -> int:
        return hash(self.id)  # enough to tell rows apart, and a tenth of the work


class Link(NamedTuple):
    """A text that leads somewhere; `url` None is the place the reader is at. `count` is shown where it is known."""

    text: str
    url: str | None
    count: int | None = None  # type: ignore[assignment]  # a row of a chart has no other name for it


class PageMeta(NamedTuple):
    """What the frame of every page needs: its own root-relative `url`, its title and where it stands.

    `kind` is home, list, index, bulletin, guide, search, account or error. `trail` is 当前位置 from the home page
    down to this page. `feeds` are the Atom feeds a reader can subscribe to here.
    """

    url: str
    title: str
    kind: str
    description: str = ""
    trail: tuple[Link, ...] = ()
    feeds: tuple[Link, ...] = ()
    noindex: bool = False


class Article(NamedTuple):
    """A bulletin as its page shows it: all of a row, and what only the page has (docs/templates.md)."""

    id: str
    url: str
    title: str
    date: datetime
    updated: datetime
    channel: str
    countries: tuple[str, ...]
    industries: tuple[str, ...]
    level: str | None
    status: str
    summary: str
    keywords: tuple[str, ...]
    pinned: bool
    lead: str
    html: str
    changes: tuple[Any, ...]
    source: str
    source_url: str
    successor: Item | None
    attachments: list[dict[str, Any]]
