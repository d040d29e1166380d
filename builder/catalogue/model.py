"""Everything the planned pages draw on, gathered before the first page is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from builder.catalogue.changes import Happening, by_file, happenings
from builder.catalogue.links import Resolved
from builder.catalogue.lists import BulletinList, ListMark
from builder.catalogue.proofs import Proofs
from builder.catalogue.published import Loader, Published
from builder.catalogue.related import Related
from builder.catalogue.selection import Selection
from builder.reading.records import GuideRecord
from view.bulletin import Bulletin
from view.page_meta import Link
from view.settings.site_settings import Settings
from view.urls import HOME, RISK
from view.vocabulary.vocabulary import Vocabulary

_MONTH = f"{RISK}month/"


@dataclass(slots=True)
class Model:
    """The site at one moment. `resolved` and `keys` go by content file: its references, its body in the cache.

    `lists` are those that are planned, `marks` tell of every list by its URL. `loader` gives what pages show of a
    bulletin: it is asked when a page is made. `months` are those of listed bulletins, oldest first; `happenings` what
    changed in published bulletins, oldest first, and `happened` the same by content file. `proofs` tell of the guides.
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
    proofs: Proofs = field(default_factory=Proofs)
    months: list[str] = field(init=False)
    happenings: list[Happening] = field(init=False)
    happened: Mapping[str, list[Happening]] = field(init=False)

    def __post_init__(self) -> None:
        self.months = months_of(self.marks)
        self.happenings = happenings(self.selection.published, self.selection.by_id)
        self.happened = by_file(self.happenings)

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


def months_of(marks: Mapping[str, ListMark]) -> list[str]:
    """The months (`2026-11`) whose lists have bulletins, oldest first."""
    return sorted(url[len(_MONTH) : -1] for url, mark in marks.items() if mark.members and url.startswith(_MONTH))


def trail(*steps: tuple[str, str | None]) -> tuple[Link, ...]:
    """当前位置: home, then the given steps; the last one is here."""
    return (Link("首页", HOME), *(Link(text, url) for text, url in steps))


RISK_STEP: tuple[str, str | None] = ("风险信息", RISK)


def month_label(month: str) -> str:
    """2026-11 in words: 2026年11月."""
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def list_title(model: Model, codes: Mapping[str, str]) -> str:
    """The heading of a list."""
    vocabulary = model.vocabulary
    if "month" in codes:
        return f"{month_label(codes['month'])}风险信息"
    if "channel" in codes:
        return vocabulary.label("channel", codes["channel"])
    names = [vocabulary.label(facet, codes[facet]) for facet in ("country", "industry") if facet in codes]
    return " · ".join(names) + "风险信息" if names else "风险信息"
