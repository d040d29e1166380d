"""Plans 网站地图: the parts of the site and every month with its pages: each bulletin is three clicks from home."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from builder.base.digests import digest
from builder.catalogue.model import Model, month_label, trail
from builder.pages.outputs import Output, Tools, page, path_of
from view.page_meta import Link, PageMeta
from view.urls import SITE_MAP, guide_url, list_url

HEADING = "网站地图"


def plan_site_map(model: Model) -> Output:
    """The page. It changes when a month comes or has another number of pages, or a guide another name."""
    months = [(month, _pages(model, month)) for month in reversed(model.months)]
    guides = [Link(guide.title, guide_url(guide.id)) for guide in model.guides]

    def context(_: Tools) -> dict[str, Any]:
        return {
            "page": PageMeta(SITE_MAP, HEADING, "index", "本站的全部栏目、使用指南与风险信息", trail((HEADING, None))),
            "heading": HEADING,
            "channels": [Link(one.label, list_url(channel=one.code)) for one in model.vocabulary.terms["channel"]],
            "guides": guides,
            "years": _years(months),
        }

    inputs = {"months": digest(months), "guides": digest([(one.text, one.url) for one in guides])}
    return page(path_of(SITE_MAP), "site_map.html", inputs, context)


def _pages(model: Model, month: str) -> int:
    """How many numbered pages a month's list has; 0 where one page holds all."""
    members, per_page = model.marks[list_url(month=month)].members, model.settings.per_page
    return -(-members // per_page) if members > per_page else 0


def _years(months: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """The months by year, each with the links to its pages where it has several."""
    years: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for month, last in months:
        pages = [Link(str(number), list_url(month=month, page=number)) for number in range(last, 0, -1)]
        years[month[:4]].append({"link": Link(month_label(month), list_url(month=month)), "pages": pages})
    return [{"heading": f"{year} 年", "months": months} for year, months in years.items()]
