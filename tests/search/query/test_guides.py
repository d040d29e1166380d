"""Help pages above the results: those that have all words, and unless anywhere one of them in the title."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from search.query.guides import SHOWN, guide_hits
from search.query_types import Answer, Query
from tests.search.answers import answer, item


class Guides:
    """An index of two guides: one has the words in its title, one in its text."""

    def __init__(self, match: str) -> None:
        hit = answer(Query(), item()).hits[0]
        hits = (
            replace(hit, title_html="<mark>退</mark>保"),
            replace(hit, title_html="理赔", text_html="<mark>退</mark>"),
        )
        self.given = replace(answer(Query(), item()), hits=hits, match=match)
        self.asked: list[Any] = []

    def answer(self, query: Query, per_page: int) -> Answer:
        self.asked.append((query, per_page))
        return self.given


@pytest.mark.parametrize(("match", "anywhere", "count"), [("all", True, 2), ("all", False, 1), ("most", True, 0)])
def test_which_are_shown(match: str, anywhere: bool, count: int) -> None:
    guides = Guides(match)
    found = guide_hits(guides, "退保", anywhere=anywhere)
    assert [one.title_html for one in found] == ["<mark>退</mark>保", "理赔"][:count]
    assert guides.asked == [(Query(q="退保", sort="relevance"), SHOWN)]
