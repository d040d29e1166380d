"""Which documents a query finds: all of its words, most of them, or what comes near."""

from __future__ import annotations

import pytest

from search.engines.arrays.filters import Filters
from search.engines.arrays.matching import Matcher
from search.engines.arrays.postings import PostingReader
from search.store.segments import Live
from tests.search.corpora import ZONE
from tests.search.understood import read


@pytest.fixture
def matcher(live: Live) -> Matcher:
    return Matcher(PostingReader(live), Filters(live, ZONE).published)


@pytest.mark.parametrize(
    ("q", "match", "found"),
    [
        ("关税", "all", [1, 3]),
        ("越南 关税", "all", [1, 3]),
        ("越南 -汇率", "all", [0, 3]),
        ("-越南", "all", [2]),
        ("关税 OR 港口", "all", [1, 2, 3]),
        ("2026-01-01", "all", [3]),
        ("title:付款", "all", []),
        ("没有", "all", []),
        ("巴西 汇率", "most", [0, 2]),
        ("", "all", []),
    ],
)
def test_what_is_found(matcher: Matcher, q: str, match: str, found: list[int]) -> None:
    matched = matcher.match(read(q))
    assert (matched.match, list(matched.documents)) == (match, found)


def test_having_all_gives_nothing_where_most_would(matcher: Matcher) -> None:
    assert list(matcher.having_all(read("巴西 汇率"))) == []
    assert list(matcher.having_all(read("越南 关税 -钢铁"))) == [1]


def test_what_is_related_holds_each_term_typed_apart(matcher: Matcher) -> None:
    related = matcher.related(read("越南上调汇率"))
    assert 1 in related
    assert 2 not in related
    assert list(matcher.related(read("越南 没有的词"))) == []


def test_an_industry_that_a_short_query_names_makes_tiers(matcher: Matcher) -> None:
    some = matcher.match(read("关税")).documents
    tiers = [list(tier) for tier in matcher.tiers(read("钢铁 关税"), some)]
    assert tiers == [[3], [1]]
    assert [list(tier) for tier in matcher.tiers(read("关税"), some)] == [[1, 3]]
