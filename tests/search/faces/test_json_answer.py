"""An answer as JSON."""

from __future__ import annotations

from datetime import date

from search.faces.json_answer import answer_to_json, query_to_json, suggestions_to_json
from search.query_types import FacetValue, Query, Suggestion
from tests.search.answers import answer, item, nothing


def test_the_whole_answer() -> None:
    query = Query(q="关税", country=("VN",), sort="relevance")
    shown = answer_to_json(answer(query, item(), match="most"), "g1")
    assert shown == {
        "query": {**query_to_json(query), "match": "most"},
        "total": 1,
        "page": 1,
        "pages": 1,
        "per_page": 20,
        "results": [
            {
                "id": "2026/11/a b",
                "url": "/risk/2026/11/a%20b/",
                "title": "示例：越南 <关税>",
                "date": "2026-11-20T09:30:00+08:00",
                "channel": "warning",
                "countries": ["VN", "US"],
                "industries": ["textiles"],
                "level": "high",
                "status": "active",
                "summary": "摘要 & 说明",
                "highlights": {"title": "越南 &lt;<mark>关税</mark>&gt;", "text": "摘要 &amp; 说明"},
                "via": [],
            }
        ],
        "related": [],
        "guides": [],
        "facets": {
            "country": [{"code": "VN", "label": "VN", "count": 1, "selected": True}],
            "industry": [],
            "channel": [],
            "level": [],
            "keyword": [],
        },
        "relax": [],
        "did_you_mean": [],
        "also": [],
        "notes": [],
        "generation": "g1",
    }


def test_a_bulletin_without_a_level_has_null() -> None:
    (result,) = answer_to_json(answer(Query(), item(level=None)), "g1")["results"]
    assert result["level"] is None


def test_facets_keep_their_order_and_zeros() -> None:
    options = (FacetValue("b", "乙", 0, False), FacetValue("a", "甲", 2, True))
    shown = answer_to_json(answer(Query(), facets={"level": options}), "g1")
    assert [one["code"] for one in shown["facets"]["level"]] == ["b", "a"]
    assert shown["facets"]["keyword"] == []


def test_offers_lead_to_their_search() -> None:
    shown = answer_to_json(nothing(Query(q="官税", country=("VN",), sort="relevance", page=1), "关税"), "g1")
    assert shown["relax"] == [{"drop": {"q": "官税"}, "total": 7, "url": "/search?country=VN"}]
    assert shown["did_you_mean"] == [
        {"text": "关税", "total": 3, "url": "/search?q=%E5%85%B3%E7%A8%8E&country=VN"},
    ]


def test_dates_are_days() -> None:
    shown = query_to_json(Query(since=date(1, 1, 1), until=date(2026, 11, 20), status="withdrawn"))
    assert (shown["since"], shown["until"], shown["status"]) == ("0001-01-01", "2026-11-20", "withdrawn")


def test_suggestions() -> None:
    assert suggestions_to_json([Suggestion("越南", "country", "/risk/country/vn/")]) == {
        "suggestions": [{"text": "越南", "kind": "country", "url": "/risk/country/vn/"}]
    }
