"""What a query asks for in the cluster's language: term by term what arrays look up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from search.engines.opensearch.questions import (
    EVERYTHING,
    LISTED,
    NOTHING,
    Questions,
    either,
    enough,
    every,
    numbers_asked,
    numbers_of,
    selections,
    weighed,
)
from search.query_types import FACETS, Query
from search.understanding.understanding import Need
from tests.search.understood import read

QUESTIONS = Questions("Asia/Shanghai", 40)
A: dict[str, Any] = {"term": {"x": 1}}
B: dict[str, Any] = {"term": {"x": 2}}


@pytest.mark.parametrize(
    ("text", "prefix", "clause"),
    [
        ("", False, NOTHING),
        ("钢", False, {"term": {"all": {"value": "钢"}}}),
        ("steel", False, {"term": {"all": {"value": "steel"}}}),
        ("steel", True, {"prefix": {"all": {"value": "steel"}}}),
        ("钢", True, {"term": {"all": {"value": "钢"}}}),
        ("钢铁", False, {"match_phrase": {"all": {"query": "钢 铁"}}}),
    ],
)
def test_a_text_stands_as_its_terms_in_order(text: str, prefix: bool, clause: dict[str, Any]) -> None:
    assert QUESTIONS.text(text, prefix=prefix) == clause


def test_a_beginning_stands_for_every_token_and_a_field_can_be_asked_alone() -> None:
    (found,) = QUESTIONS.text("钢steel", prefix=True).values()
    assert found == {"all": {"query": "钢 steel", "max_expansions": 41}}
    assert QUESTIONS.text("钢", "title") == {"term": {"title": {"value": "钢"}}}


def test_any_of_its_spellings_will_do() -> None:
    need = Need("x", texts=("钢",), marks=("@industry:steel",), synonyms=("铁",))
    assert QUESTIONS.need(need) == either(
        [QUESTIONS.text("钢"), {"term": {"words": "@industry:steel"}}, QUESTIONS.text("铁")]
    )
    assert QUESTIONS.need(Need("钢", beside=("钢价", "炼钢"))) == either(
        [QUESTIONS.text("钢价"), QUESTIONS.text("炼钢")]
    )


def test_all_words_and_nothing_that_is_left_out() -> None:
    assert QUESTIONS.all_of(read("")) == NOTHING
    assert QUESTIONS.all_of(read("-汇率")) == {
        "bool": {"filter": [EVERYTHING], "must_not": [QUESTIONS.need(read("-汇率").excluded[0][0])]}
    }
    both = read("关税 汇率")
    assert QUESTIONS.all_of(both) == every(map(QUESTIONS.need, both.needs))


def test_status_and_days() -> None:
    assert QUESTIONS.common(Query()) == [LISTED]
    withdrawn = QUESTIONS.common(Query(status="withdrawn", since=date(1970, 1, 1), until=date(1970, 1, 1)))
    day = 86_400_000_000
    assert withdrawn == [{"term": {"status": "withdrawn"}}, {"range": {"us": {"gte": -day // 3, "lt": day - day // 3}}}]


def test_clauses_are_joined_only_where_there_are_several() -> None:
    assert (every([A]), either([A]), either([])) == (A, A, NOTHING)
    assert every([A, B]) == {"bool": {"filter": [A, B]}}
    assert either([A, B])["bool"]["minimum_should_match"] == 1
    assert weighed([(A, 3)], [B])["bool"]["should"] == [{"constant_score": {"filter": A, "boost": 3}}]


@pytest.mark.parametrize(("best", "certain", "least"), [(10, 0, 2), (11, 0, 3), (11, 4, -1), (0, 0, 0), (50, 10, 2)])
def test_a_good_part_of_the_best(best: int, certain: int, least: int) -> None:
    found = enough(A, best, certain)
    assert found == (EVERYTHING if least <= 0 else {"function_score": {"query": A, "min_score": least - 0.25}})


def test_a_facet_ignores_its_own_selection() -> None:
    query = Query(country=("VN",), keyword=("钢", "没有"))
    asked = numbers_asked(query, dict.fromkeys(FACETS, 0))
    assert asked["country"]["filter"] == {"bool": {"filter": selections(query, but="country")}}
    assert selections(query, but="country") == [{"terms": {"keyword": ["钢", "没有"]}}]
    assert asked["level"]["aggs"]["most"]["terms"]["size"] == 1
    assert asked["keyword"]["aggs"]["chosen"]["terms"]["include"] == ["钢", "没有"]
    answered = {facet: {"most": {"buckets": [{"key": "a", "doc_count": 2}]}} for facet in FACETS}
    answered["keyword"]["chosen"] = {"buckets": [{"key": "钢", "doc_count": 1}]}
    found = numbers_of(answered, query)
    assert found["country"] == {"a": 2}
    assert found["keyword"] == {"a": 2, "钢": 1, "没有": 0}
