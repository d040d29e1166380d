"""Answers made by hand, for tests of how an answer is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from search.query_types import FACETS, Answer, Correction, FacetValue, Hit, Query, Relaxation
from tests.search.http_site import ZONE
from view.bulletin import Bulletin


def item(**changes: object) -> Bulletin:
    plain = Bulletin(
        id="2026/11/a b",
        url="/risk/2026/11/a%20b/",
        title="示例：越南 <关税>",
        date=datetime(2026, 11, 20, 9, 30, tzinfo=ZONE),
        updated=datetime(2026, 11, 21, tzinfo=ZONE),
        channel="warning",
        countries=("VN", "US"),
        industries=("textiles",),
        level="high",
        status="active",
        summary="摘要 & 说明",
        keywords=("关税",),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def answer(query: Query, *items: Bulletin, **changes: object) -> Answer:
    """An answer to `query` whose only page, unless `changes` say more, holds `items`."""
    facets = {facet: tuple(FacetValue(code, code, 1, True) for code in query.selected(facet)) for facet in FACETS}
    plain = Answer(
        query=query,
        match="all",
        total=len(items),
        page=query.page,
        pages=1 if items else 0,
        per_page=20,
        hits=tuple(Hit(one, "越南 &lt;<mark>关税</mark>&gt;", "摘要 &amp; 说明") for one in items),
        facets=facets,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def nothing(query: Query, mended: str) -> Answer:
    """An answer without results that offers to drop the words or mend them."""
    relaxed, corrected = replace(query, q="", sort="newest", page=1), replace(query, q=mended)
    return answer(
        query,
        relax=(Relaxation({"q": query.q}, 7, relaxed),),
        corrections=(Correction(mended, 3, corrected),),
    )
