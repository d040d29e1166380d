"""What stands beside a list on its first page: counts by facet, the timeline, months and spans of time to choose."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from builder.catalogue.lists import BulletinList, facet_counts
from builder.catalogue.model import Model, month_label
from builder.catalogue.published import Published
from view.page_meta import Link
from view.urls import list_url, search_url
from view.vocabulary.vocabulary import FACET_LABELS

#: How many months a timeline shows.
TIMELINE_MONTHS = 24
#: The spans of time that the form offers.
WINDOWS = (("近 30 天", 30), ("近 90 天", 90), ("近一年", 365))
UNGRADED = "未分级"


def months_beside(model: Model, of: BulletinList) -> list[str | None]:
    """The months that a first page leads to: all from the list of everything, the two beside it from a month."""
    if not of.codes:
        return [*model.months]
    if "month" not in of.codes:
        return []
    here, after = (find(model.months, of.codes["month"]) for find in (bisect_left, bisect_right))
    return [model.months[here - 1] if here else None, model.months[after] if after < len(model.months) else None]


def month_links(model: Model, of: BulletinList) -> dict[str, Any]:
    """As links: `months` newest first, or the `earlier` and `later` one."""
    links = [Link(month_label(one), list_url(month=one)) if one else None for one in months_beside(model, of)]
    earlier, later = links if "month" in of.codes else (None, None)
    return {"months": links[::-1] if not of.codes else [], "earlier": earlier, "later": later}


def sides_of(model: Model, of: BulletinList) -> dict[str, Any]:
    """All of it, for `list.html`."""
    return {
        "facets": facets(model, of), "timeline": [] if "month" in of.codes else timeline(model, of),
        "windows": windows(of.members), "period": period(of.codes), **month_links(model, of),
    }  # fmt: skip


def windows(members: list[Published]) -> list[dict[str, str]]:
    """Spans of time to choose in the form, counted from the newest bulletin of the list: pages know no clock."""
    if not members:
        return []
    newest = date.fromisoformat(members[-1].day)
    return [{"text": text, "since": (newest - timedelta(days=days - 1)).isoformat()} for text, days in WINDOWS]


def period(codes: dict[str, str]) -> dict[str, str] | None:
    """The days of a month's list."""
    month = codes.get("month")
    return {"text": month_label(month), "since": f"{month}-01", "until": _last(month)} if month else None


def facets(model: Model, of: BulletinList) -> list[dict[str, Any]]:
    """What a list can be narrowed by: links to static pages where there are such, else to a search."""
    counts = facet_counts(of.members)
    groups = []
    for facet in ("country", "industry", "channel", "level"):
        if facet in of.codes:
            continue
        found = counts[facet]
        links = facet_links(model, of, facet, found)
        if facet == "level" and (rest := len(of.members) - sum(found.values())):
            links.append(Link(UNGRADED, "", rest))
        groups.append({"name": facet, "label": FACET_LABELS[facet], "links": links})
    return groups


def facet_links(model: Model, of: BulletinList, facet: str, counts: Mapping[str, int]) -> list[Link]:
    """The values of a facet with their numbers, the largest first; levels keep their order."""
    order, label = model.vocabulary.order(facet), model.vocabulary.label
    codes = sorted(counts, key=lambda code: (0 if facet == "level" else -counts[code], order.get(code, len(order))))
    return [Link(label(facet, code), narrowed_url(model, of, facet, code), counts[code]) for code in codes]


def narrowed_url(model: Model, of: BulletinList, facet: str, code: str) -> str:
    """The list with one condition more: a static page where there is one, else a search."""
    codes = {**of.codes, facet: code}
    static = len(codes) == 1 and facet != "level"
    if static and facet == "month":
        return list_url(month=code)
    static = static or (model.settings.facet_pairs and set(codes) == {"country", "industry"})
    if static:
        return list_url(codes.get("country"), codes.get("industry"), codes.get("channel"))
    month = codes.pop("month", None)
    if month:
        codes |= {"since": f"{month}-01", "until": _last(month)}
    return model.settings.endpoint_origin.rstrip("/") + search_url(codes)


def _last(month: str) -> str:
    """The last day of a month."""
    year, number = (int(part) for part in month.split("-"))
    return f"{month}-{monthrange(year, number)[1]:02d}"


def timeline(model: Model, of: BulletinList) -> list[dict[str, Any]]:
    """Bulletins per month and level, up to the newest of the list (oldest first), months without any included."""
    members = of.members
    if not members:
        return []
    levels = [term.code for term in model.vocabulary.terms["level"]]
    counts: dict[str, Counter[str | None]] = defaultdict(Counter)
    for (month, level), number in Counter(map(attrgetter("month", "level"), members)).items():
        counts[month][level] = number
    last, first = members[-1].month, members[0].month
    return [
        {
            "month": month, "url": narrowed_url(model, of, "month", month) if month in counts else None,
            "levels": [counts[month][level] for level in levels], "none": counts[month][None],
            "total": counts[month].total(),
        }
        for month in months_before(last, TIMELINE_MONTHS)
        if month >= first
    ]  # fmt: skip


def months_before(last: str, count: int) -> list[str]:
    """So many months up to one, oldest first."""
    year, month = (int(part) for part in last.split("-"))
    numbers = range(year * 12 + month - count, year * 12 + month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
