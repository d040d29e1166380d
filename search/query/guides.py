"""Help pages that answer a query: a small index of their own beside the bulletins', asked with the same words."""

from __future__ import annotations

from typing import Protocol

from search.query_types import Answer, GuideHit, Query

#: Guide pages shown above the results.
SHOWN = 3


class Answering(Protocol):
    """An opened index of guides."""

    def answer(self, query: Query, per_page: int) -> Answer:
        """One page of results."""
        ...


def guide_hits(guides: Answering, q: str, *, anywhere: bool) -> tuple[GuideHit, ...]:
    """The guides that have all words of a query; unless `anywhere` one of them must stand in the title.

    Words that many bulletins have stand in guides as examples; who types them looks for bulletins.
    """
    answer = guides.answer(Query(q=q, sort="relevance"), SHOWN)
    return tuple(
        GuideHit(hit.bulletin.title, hit.bulletin.url, hit.title_html, hit.text_html)
        for hit in answer.hits
        if answer.match == "all" and (anywhere or "<mark>" in hit.title_html)
    )
