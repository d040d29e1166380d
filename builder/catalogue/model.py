"""Everything the planned pages draw on, gathered before the first page is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.catalogue.links import Resolved
from builder.catalogue.lists import BulletinList, ListMark
from builder.catalogue.published import Loader, Published
from builder.catalogue.related import Related
from builder.catalogue.selection import Selection
from builder.reading.records import GuideRecord
from view.bulletin import Bulletin
from view.page_meta import Link
from view.settings.site_settings import Settings
from view.urls import HOME, RISK
from view.vocabulary.vocabulary import Vocabulary


@dataclass(slots=True)
class Model:
    """The site at one moment. `resolved` and `keys` go by content file: its references, its body in the cache.

    `lists` are those that are planned, `marks` tell of every list by its URL. `loader` gives what pages show of a
    bulletin: it is asked when a page is made.
    """

    settings: Settings
    vocabulary: Vocabulary
    selection: Selection
    lists: list[BulletinList]
    marks: Mapping[str, ListMark]
    guides: list[GuideRecord]
    related: Related
    resolved: Mapping[str, list[Resolved]]
    keys: Mapping[str, bytes]
    loader: Loader

    @property
    def newest(self) -> Published | None:
        """The newest listed bulletin, from which windows such as "last 90 days" are measured."""
        return self.selection.listed[-1] if self.selection.listed else None

    def row(self, one: Published | None) -> Bulletin | None:
        """A bulletin as lists show it."""
        return self.loader.row(one) if one else None

    def rows(self, some: Iterable[Published]) -> list[Bulletin]:
        """Bulletins as lists show them."""
        return [self.loader.row(one) for one in some]


def trail(*steps: tuple[str, str | None]) -> tuple[Link, ...]:
    """当前位置: home, then the given steps; the last one is here."""
    return (Link("首页", HOME), *(Link(text, url) for text, url in steps))


RISK_STEP: tuple[str, str | None] = ("风险信息", RISK)


def list_title(model: Model, codes: Mapping[str, str]) -> str:
    """The heading of a list."""
    vocabulary = model.vocabulary
    if "month" in codes:
        year, month = codes["month"].split("-")
        return f"{year}年{int(month)}月风险信息"
    if "channel" in codes:
        return vocabulary.label("channel", codes["channel"])
    names = [vocabulary.label(facet, codes[facet]) for facet in ("country", "industry") if facet in codes]
    return " · ".join(names) + "风险信息" if names else "风险信息"
