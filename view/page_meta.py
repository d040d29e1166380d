"""What the frame of every page needs, and links."""

from __future__ import annotations

from typing import NamedTuple


class Link(NamedTuple):
    """A text that leads somewhere; `url` None is the place the reader is at. `count` is shown where it is known."""

    text: str
    url: str | None
    count: int | None = None  # type: ignore[assignment]  # a row of a chart has no other name for it

    @property
    def label(self) -> str:
        """Its text, as vocabularies call it."""
        return self.text


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
