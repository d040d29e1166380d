"""A search with a condition of every kind."""

from __future__ import annotations

from datetime import date

from search.query_types import Query
from tests.search.http_site import vocabulary

VOCABULARY = vocabulary()

FULL = Query(
    q="关税",
    country=("VN", "US"),
    keyword=("a&b",),
    status="corrected",
    since=date(2026, 1, 1),
    until=date(2026, 12, 31),
    sort="newest",
    page=2,
)
