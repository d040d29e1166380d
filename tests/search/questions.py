"""Questions of every kind: words and filters."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from search.query_types import Query
from tests.search.corpora import CHANNELS, COUNTRIES, INDUSTRIES, KEYWORDS
from view.bulletin import STATUSES

WORDS = ("", "关税", "光伏组件", "報損", "付款", "nord-stream", "8517.6", "港口拥堵", "不存在")

DAYS = st.none() | st.integers(0, 8).map(lambda days: date(2026, 2, 27) + timedelta(days=days))


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


QUERIES = st.builds(
    Query,
    q=st.sampled_from(WORDS),
    country=some((*COUNTRIES, "JP")),
    industry=some((*INDUSTRIES, "food")),
    channel=some(CHANNELS),
    level=some(("high", "medium", "low")),
    keyword=some((*KEYWORDS, "没有")),
    status=st.none() | st.sampled_from(STATUSES),
    since=DAYS,
    until=DAYS,
    sort=st.sampled_from(("relevance", "newest")),
)
