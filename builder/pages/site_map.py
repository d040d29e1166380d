"""Plans 网站地图: the parts of the site and, by date, every page of bulletins: each is three clicks from home."""

from __future__ import annotations

from typing import Any

from builder.base.digests import digest
from builder.catalogue.model import Model, trail
from builder.pages.outputs import Output, Tools, page, path_of
from view.page_meta import Link, PageMeta
from view.urls import RISK, SITE_MAP, guide_url, list_url

HEADING = "网站地图"


def plan_site_map(model: Model) -> Output:
    """The page. It changes when a numbered page of the list of all bulletins does, or a guide."""
    ranges = _ranges(model)
    guides = [Link(guide.title, guide_url(guide.id)) for guide in model.guides]

    def context(_: Tools) -> dict[str, Any]:
        return {
            "page": PageMeta(SITE_MAP, HEADING, "index", "本站的全部栏目、使用指南与风险信息", trail((HEADING, None))),
            "heading": HEADING,
            "channels": [Link(one.label, list_url(channel=one.code)) for one in model.vocabulary.terms["channel"]],
            "guides": guides,
            "years": _years(ranges),
        }

    inputs = {"pages": digest(ranges), "guides": digest([(one.text, one.url) for one in guides])}
    return page(path_of(SITE_MAP), "site_map.html", inputs, context)


def _ranges(model: Model) -> list[tuple[str, str, str]]:
    """URL, first and last day of each block of bulletins, the newest first; a few bulletins are one block."""
    listed, per_page = model.selection.listed, model.settings.per_page
    blocks = range(0, len(listed), per_page)
    found = []
    for number, start in enumerate(blocks, 1):
        first, last = listed[start].day, listed[min(start + per_page, len(listed)) - 1].day
        url = list_url(page=number) if len(listed) > per_page else RISK
        found.append((url, first, last))
    return found[::-1]


def _years(ranges: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """The blocks by the year of their newest bulletin."""
    years: dict[str, list[Link]] = {}
    for url, first, last in ranges:
        begin = first[5:] if first[:4] == last[:4] else first
        text = begin if first == last else f"{begin} 至 {last[5:]}"
        years.setdefault(last[:4], []).append(Link(text, url))
    return [{"heading": f"{year} 年", "links": links} for year, links in years.items()]
