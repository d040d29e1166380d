"""Every number beside a filter is the number that a click gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from search.query_types import FACETS, Query
from tests.search import corpora
from tests.search.corpora import contains, index, newest_first, passes
from tests.search.questions import QUERIES


@settings(max_examples=60)
@given(seed=st.integers(0, 5), queries=st.lists(QUERIES, min_size=4, max_size=8))
def test_totals_and_facet_numbers_are_those_of_a_plain_filter(seed: int, queries: list[Query]) -> None:
    documents, engine = corpora.corpus(seed), corpora.engine(seed)
    for query in queries:
        answer = engine.answer(query, 7)
        found = [one for one in documents if contains(one, query.q)]
        expected = [one for one in found if passes(one, query)]
        assert answer.total == len(expected)
        assert set(engine.ids(query)) == {one.id for one in expected}
        assert answer.pages == -(-len(expected) // 7)
        if query.sort == "newest":
            assert engine.ids(query) == newest_first(expected)
            assert [hit.bulletin.id for hit in answer.hits] == newest_first(expected)[:7]
        for facet in FACETS:
            for option in answer.facets[facet]:
                changed: dict[str, Any] = {facet: (option.code,)}
                alone = replace(query, **changed)
                assert option.count == sum(passes(one, alone) for one in found), (facet, option, query)
                assert option.selected == (option.code in query.selected(facet))


def test_closed_facets_list_every_used_value_in_vocabulary_order() -> None:
    documents = [
        corpora.document(1, countries=("VN",), channel="warning", status="withdrawn", level="low"),
        corpora.document(2, countries=("BR", "US"), industries=("textiles",), channel="country", level="high"),
        corpora.document(3, industries=("agriculture",), channel="trade-news"),
    ]
    with index(documents) as engine:
        answer = engine.answer(Query(q="没有这样的词"), 20)
        shown = {facet: [option.code for option in options] for facet, options in answer.facets.items()}
    order = {facet: list(corpora.vocabulary().order(facet)) for facet in ("country", "industry", "channel", "level")}
    assert shown["country"] == sorted(("VN", "BR", "US"), key=order["country"].index)
    assert shown["industry"] == ["agriculture", "textiles"]
    assert shown["channel"] == ["trade-news", "country", "warning"]
    assert shown["level"] == ["high", "low"]
    assert all(option.count == 0 for options in answer.facets.values() for option in options)


def test_keywords_offered_are_the_most_frequent_of_the_result_and_the_selected_ones() -> None:
    documents = [
        corpora.document(number, keywords=tuple(f"词{other:02d}" for other in range(number, 40)), countries=("VN",))
        for number in range(40)
    ]
    documents += [corpora.document(50 + number, keywords=("别处",), countries=("US",)) for number in range(45)]
    with index(documents) as engine:
        options = engine.answer(Query(country=("VN",), keyword=("词00", "没有")), 20).facets["keyword"]
    counts = {option.code: option.count for option in options}
    best = {f"词{number:02d}": number + 1 for number in range(20, 40)}
    assert counts == {**best, "词00": 1, "没有": 0}
    assert [option.code for option in options] == sorted(counts, key=lambda code: (-counts[code], code))
    assert {option.code for option in options if option.selected} == {"词00", "没有"}


def test_days_are_those_of_the_sites_zone_and_inclusive() -> None:
    at = corpora.SITE_ZONE
    times = [date(2026, 5, 1), date(2026, 5, 2)]
    documents = [
        corpora.document(1, date=datetime(2026, 5, 1, 0, 0, tzinfo=at)),
        corpora.document(2, date=datetime(2026, 5, 1, 23, 59, 59, tzinfo=at)),
        corpora.document(3, date=datetime(2026, 5, 2, 0, 0, tzinfo=at)),
    ]
    with index(documents) as engine:
        assert engine.ids(Query(since=times[0], until=times[0])) == ["2026/002", "2026/001"]
        assert engine.ids(Query(since=times[1])) == ["2026/003"]
        assert engine.ids(Query(until=times[0])) == ["2026/002", "2026/001"]
        assert engine.ids(Query(since=times[1], until=times[0])) == []
        assert len(engine.ids(Query(since=date.min, until=date.max))) == 3
        assert engine.ids(Query(since=date.max)) == engine.ids(Query(until=date.min)) == []


@settings(max_examples=30)
@given(seed=st.integers(0, 3), queries=st.lists(QUERIES, min_size=6, max_size=10))
def test_relaxations_give_what_they_promise(seed: int, queries: list[Query]) -> None:
    engine = corpora.engine(seed)
    for query in queries:
        answer = engine.answer(query, 20)
        assert not (answer.relax and answer.total)
        for offer in answer.relax:
            assert offer.total == engine.count(offer.query) == len(engine.ids(offer.query)) > 0
            [(name, value)] = offer.drop.items()
            assert value
            assert getattr(offer.query, name) != getattr(query, name)
