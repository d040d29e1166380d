"""Two or three countries side by side: how many bulletins of which level, the newest, industries and channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from search.faces.conditions import with_selection
from search.faces.generations import Generation
from search.faces.parameters import ParameterProblem, query_arguments
from search.query_types import FacetValue, Query
from view.page_meta import Link, PageMeta
from view.urls import COMPARE, HOME, RISK, list_url, search_url

#: How many countries stand side by side.
LEAST, MOST = 2, 3
#: The window of the numbers by level, measured from the newest bulletin: pages know no clock.
DAYS = 365
#: How many of the newest bulletins and of the largest values are shown of each.
_NEWEST, _VALUES = 3, 6
HEADING = "国别比较"


def comparison(generation: Generation, chosen: Sequence[str], problems: Sequence[ParameterProblem]) -> str:
    """The page: the form, and what is compared where there are two or three countries and nothing is wrong."""
    told = [one.message for one in problems]
    if not told and len(chosen) > MOST:
        told = [f"最多比较 {MOST} 个国家（地区），现在选了 {len(chosen)} 个。"]
    ready = not told and len(chosen) >= LEAST
    query = Query(country=tuple(chosen))
    title = "、".join(generation.bundle.vocabulary.label("country", code) for code in chosen)
    return generation.bundle.environment.get_template("compare.html").render(
        page=PageMeta(
            search_url(query_arguments(query), COMPARE), f"{HEADING}：{title}" if ready else HEADING, "search",
            trail=(Link("首页", HOME), Link("风险信息", RISK), Link(HEADING, None)), noindex=True,
        ),
        heading=HEADING,
        chosen=list(chosen)[:MOST],
        most=MOST,
        problems=told,
        few=len(chosen) == 1 and not told,
        countries=[_country(generation, code) for code in chosen] if ready else [],
    )  # fmt: skip


def _country(generation: Generation, code: str) -> dict[str, Any]:
    """What is told of one country."""
    engine, vocabulary = generation.engine, generation.bundle.vocabulary
    whole = Query(country=(code,))
    answer = engine.answer(whole, _NEWEST)
    newest = engine.answer(Query(), 1).hits
    since = newest[0].bulletin.date.date() - timedelta(days=DAYS - 1) if newest else None
    recent = replace(whole, since=since)
    levels = [(term, engine.count(replace(recent, level=(term.code,)))) for term in vocabulary.terms["level"]]
    total = engine.count(recent)
    highest = engine.answer(replace(whole, level=(levels[0][0].code,)), 1).hits if levels else ()
    return {
        "code": code,
        "label": vocabulary.label("country", code),
        "url": list_url(country=code) if answer.total else None,
        "total": answer.total,
        "since": since,
        "recent": total,
        "levels": [
            {
                "label": term.label,
                "count": count,
                "url": search_url(query_arguments(replace(recent, level=(term.code,)))),
            }
            for term, count in levels
        ],
        "ungraded": total - sum(count for _, count in levels),
        "highest": highest[0].bulletin if highest else None,
        "highest_label": levels[0][0].label if levels else "",
        "newest": [hit.bulletin for hit in answer.hits],
        "industries": _values(whole, "industry", answer.facets["industry"]),
        "channels": _values(whole, "channel", answer.facets["channel"]),
    }


def _values(query: Query, facet: str, options: Sequence[FacetValue]) -> list[Link]:
    """The largest values of a facet, as searches."""
    found = sorted((one for one in options if one.count), key=lambda one: -one.count)[:_VALUES]
    narrowed = [search_url(query_arguments(with_selection(query, facet, (one.code,)))) for one in found]
    return [Link(one.label, url, one.count) for one, url in zip(found, narrowed, strict=True)]
