"""The conditions of a search, each with the address that leads on without it."""

from __future__ import annotations

from search.faces.conditions import conditions, without
from search.faces.page.html_page import answer_context
from search.query_types import Query
from tests.search.answers import answer, item
from tests.search.faces.asked import FULL, VOCABULARY


def test_each_chip_removes_one_condition() -> None:
    context = answer_context(answer(FULL, item()), VOCABULARY)
    assert [chip["label"] for chip in context["chips"]] == [
        "“关税”",
        "国别（地区）：越南",
        "国别（地区）：美国",
        "关键字：a&b",
        "状态：已更正",
        "自 2026-01-01",
        "至 2026-12-31",
    ]
    everything = "country=VN&country=US&keyword=a%26b&status=corrected&since=2026-01-01&until=2026-12-31"
    q = "q=%E5%85%B3%E7%A8%8E&"
    assert [chip["url"].removeprefix("/search?") for chip in context["chips"]] == [
        everything,
        q + everything.replace("country=VN&", "") + "&sort=newest",
        q + everything.replace("country=US&", "") + "&sort=newest",
        q + everything.replace("keyword=a%26b&", "") + "&sort=newest",
        q + everything.replace("status=corrected&", "") + "&sort=newest",
        q + everything.replace("since=2026-01-01&", "") + "&sort=newest",
        q + everything.replace("&until=2026-12-31", "") + "&sort=newest",
    ]


def test_all_chips_together_lead_to_everything() -> None:
    query = FULL
    while found := conditions(query, VOCABULARY):
        query = without(query, found[0])
    assert query == Query()
