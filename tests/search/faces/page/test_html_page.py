"""An answer as the context of search.html: every choice is a URL that holds the whole state."""

from __future__ import annotations

import pytest

from search.faces.atom_feed import feed_arguments_url
from search.faces.conditions import heading
from search.faces.page.html_page import answer_context, problem_context
from search.faces.parameters import ParameterProblem
from search.query_types import FacetValue, Query
from tests.search.answers import answer, item, nothing
from tests.search.faces.asked import FULL, VOCABULARY


def test_a_click_on_an_option_adds_or_removes_it_and_starts_from_the_first_page() -> None:
    options = {"country": (FacetValue("VN", "越南", 3, True), FacetValue("BR", "巴西", 0, False))}
    query = Query(q="关税", country=("VN",), level=("high",), sort="relevance", page=2)
    (country, *_) = answer_context(answer(query, item(), facets=options, pages=2), VOCABULARY)["facets"]
    assert (country["name"], country["label"]) == ("country", "国别（地区）")
    assert [(one.code, one.label, one.count, one.selected, one.url) for one in country["options"]] == [
        ("VN", "越南", 3, True, "/search?q=%E5%85%B3%E7%A8%8E&level=high"),
        ("BR", "巴西", 0, False, "/search?q=%E5%85%B3%E7%A8%8E&country=VN&country=BR&level=high"),
    ]


def test_without_words_there_is_one_order() -> None:
    assert [one["label"] for one in answer_context(answer(Query(), item()), VOCABULARY)["sorts"]] == ["按时间"]
    sorts = answer_context(answer(Query(q="a", sort="relevance", page=3), item()), VOCABULARY)["sorts"]
    assert sorts == [
        {"label": "按相关度", "url": "/search?q=a", "current": True},
        {"label": "按时间", "url": "/search?q=a&sort=newest", "current": False},
    ]


@pytest.mark.parametrize(
    ("page", "previous", "following"),
    [(1, None, "/search?page=2"), (2, "/search", "/search?page=3"), (3, "/search?page=2", None)],
)
def test_the_pager_knows_its_neighbours(page: int, previous: str | None, following: str | None) -> None:
    context = answer_context(answer(Query(page=page), item(), pages=3), VOCABULARY)
    assert context["pager"] == {"previous": previous, "next": following}


def test_nothing_found_offers_what_to_drop_and_how_to_write_it() -> None:
    context = answer_context(nothing(Query(q="官税", level=("high",), sort="relevance"), "关税"), VOCABULARY)
    assert context["relax"] == [{"text": "“官税”", "total": 7, "url": "/search?level=high"}]
    assert context["did_you_mean"] == [{"text": "关税", "url": "/search?q=%E5%85%B3%E7%A8%8E&level=high"}]


def test_the_feed_of_a_search_keeps_its_words_and_filters() -> None:
    context = answer_context(answer(FULL, item()), VOCABULARY)
    url = (
        "/search.atom?q=%E5%85%B3%E7%A8%8E&country=VN&country=US&keyword=a%26b&status=corrected"
        "&since=2026-01-01&until=2026-12-31"
    )
    assert context["feed_url"] == url
    assert [link.url for link in context["page"].feeds] == [url]
    assert feed_arguments_url(Query(q="a", sort="relevance")) == "/search.atom?q=a&sort=relevance"


def test_the_frame_says_where_the_reader_is() -> None:
    page = answer_context(answer(FULL, item()), VOCABULARY)["page"]
    assert page.kind == "search"
    assert page.noindex
    assert [link.text for link in page.trail] == ["首页", "风险信息", "查询"]
    assert page.title.startswith("查询：“关税” · 国别（地区）：越南")
    assert heading(Query(), VOCABULARY) == "查询风险信息"


def test_a_wrong_request_keeps_the_form_and_shows_no_results() -> None:
    problems = [ParameterProblem("page", "页码应是从 1 开始的整数，而不是“0”。")]
    context = problem_context(answer(FULL, item(), pages=4), problems, VOCABULARY)
    assert context["answer"] is None
    assert context["problems"] == [{"name": "page", "message": problems[0].message}]
    assert context["query"]["selected"]["country"] == ["VN", "US"]
    assert context["facets"][0]["options"]
    assert context["pager"] == {"previous": None, "next": None}
    assert context["page"].feeds == ()


def test_highlights_are_html_and_the_rest_is_text() -> None:
    (result,) = answer_context(answer(Query(), item()), VOCABULARY)["answer"]["results"]
    assert result["title"].__html__() == "越南 &lt;<mark>关税</mark>&gt;"
    assert result["item"].title == "示例：越南 <关税>"
