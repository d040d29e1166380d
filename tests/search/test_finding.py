"""What is typed finds what is written, however either of them is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query_types import Query
from search.text.normalise import fold, is_han
from tests.search import corpora
from tests.search.corpora import blocks_of, contains, document, index
from view.bulletin import STATUSES


def found(engine: Any, q: str) -> set[str]:
    """The ids of all bulletins of any status that hold the words."""
    return {ident for status in STATUSES for ident in engine.ids(Query(q=q, status=status))}


@settings(max_examples=150)
@given(st.data())
def test_every_run_of_han_characters_finds_its_text(data: st.DataObject) -> None:
    seed = data.draw(st.integers(0, 3))
    one = data.draw(st.sampled_from(corpora.corpus(seed)))
    runs: list[str] = []
    for block in blocks_of(one):
        runs += "".join(char if is_han(char) else " " for char in block).split()
    run = data.draw(st.sampled_from([run for run in runs if len(run) > 1]))
    start = data.draw(st.integers(0, len(run) - 2))
    end = data.draw(st.integers(start + 2, len(run)))
    assert one.id in found(corpora.engine(seed), run[start:end])


def test_a_run_of_two_han_characters_finds_what_holds_it_and_nothing_else() -> None:
    runs = {text[at : at + 2] for text in corpora.SENTENCES for at in range(len(text) - 1)}
    known = {*_all_names(), *_synonyms()}
    runs = {run for run in runs if all(map(is_han, run)) and not any(fold(run) in name for name in known)}
    assert len(runs) > 60  # the others are parts of names, which tags show on the page too
    for run in sorted(runs):
        for seed in range(4):
            expected = {one.id for one in corpora.corpus(seed) if contains(one, run)}
            if expected:  # else the most of it is offered
                assert found(corpora.engine(seed), run) == expected, run


@cache
def _synonyms() -> frozenset[str]:
    return frozenset(fold(word) for one in corpora.vocabulary().language.synonyms for word in (*one.words, *one.means))


@cache
def _all_names() -> frozenset[str]:
    terms = [term for facet in ("country", "industry", "channel") for term in corpora.vocabulary().terms[facet]]
    return frozenset(fold(name) for term in terms for name in (term.label, *term.aliases))


@cache
def _converter(way: str) -> Any:
    return opencc.OpenCC(way)


def _convert(way: str, text: str) -> str:
    converted: str = _converter(way).convert(text)
    return converted


@settings(max_examples=60)
@given(seed=st.integers(0, 3), words=st.lists(st.sampled_from(corpora.SENTENCES), min_size=1, max_size=2))
def test_script_width_and_case_make_no_difference(seed: int, words: list[str]) -> None:
    engine = corpora.engine(seed)
    q = " ".join(word[2:9] for word in words)
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" < char <= "~" else char for char in q)
    spellings = [q.upper(), q.lower(), wide, *(_convert(way, q) for way in ("s2t", "s2tw", "s2hk", "t2s"))]
    expected = engine.ids(Query(q=q, sort="relevance"))
    for spelling in spellings:
        assert engine.ids(Query(q=spelling, sort="relevance")) == expected, spelling


@cache
def _places() -> tuple[str, ...]:
    return tuple(term.code for term in corpora.vocabulary().terms["country"])


@settings(max_examples=80)
@given(st.data())
def test_every_name_of_a_place_finds_the_same_in_the_same_order(data: st.DataObject) -> None:
    engine = _atlas()
    term = corpora.vocabulary().term("country", data.draw(st.sampled_from(_places())))
    assert term
    abbreviations = corpora.vocabulary().language.every_abbreviation()
    names = [name for name in (term.label, *term.aliases) if not name.isdigit() and fold(name) not in abbreviations]
    answers = {name: engine.ids(Query(q=name, sort="relevance")) for name in names}
    assert set(map(tuple, answers.values())) == {tuple(answers[term.label])}
    assert f"2026/{_places().index(term.code):03d}" in answers[term.label]


@cache
def _atlas() -> Any:
    """One tagged bulletin for each place, and one in whose body another name of it stands."""
    documents = []
    for number, code in enumerate(_places()):
        term = corpora.vocabulary().term("country", code)
        assert term
        documents.append(document(number, "无题", countries=(code,)))
        documents.append(document(500 + number, "无题", [f"据报道，{term.aliases[0]}的情况"]))
    kept = index(documents)
    corpora._KEPT.append(kept)
    return kept.__enter__()


@pytest.mark.parametrize(
    ("q", "expected", "match"),
    [
        ("新之", {1, 2}, "all"),  # 新 alone stands in 3 too
        ("新之航", {2}, "all"),
        ("税新", {4}, "all"),
        ("之新", {3}, "all"),
        ("赴越南", {5, 6}, "all"),  # under any name of the neighbour
        ("新之报告", {1, 2, 3, 4}, "most"),  # none has it as it stands: 新 counts wherever it is
        ("新", {1, 2, 3, 4}, "all"),
        ("新 之", {1, 2, 3}, "all"),
        ("-新之 新", {3, 4}, "all"),
        ("新 -关税新", {1, 2, 3}, "all"),  # what 关税新 finds, not what 关税 finds
    ],
)
def test_a_character_cut_from_a_run_stands_beside_its_neighbour(q: str, expected: set[int], match: str) -> None:
    engine = _cut()
    assert {int(ident[-3:]) for ident in engine.ids(Query(q=q))} == expected
    assert engine.answer(Query(q=q, sort="relevance"), 20).match == match


@cache
def _cut() -> Any:
    documents = [
        document(1, "新之关税"),
        document(2, "新之航海"),
        document(3, "创之新，新的航海"),
        document(4, "关税新"),
        document(5, "派员赴越南"),
        document(6, "派员赴Vietnam"),
        document(7, "赴京，越南"),
    ]
    kept = index(documents)
    corpora._KEPT.append(kept)
    return kept.__enter__()


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("2026-11-20", {1, 2, 3}),
        ("2026年11月20日", {1, 2, 3}),
        ("２０２６／１１／２０", {1, 2, 3}),
        ("2026-11", {1, 2, 3, 4}),
        ("2026年11月", {1, 2, 3, 4}),
        ("2026-1", set()),  # January, of which there is nothing: 2026-11 is another month
        ("2026年11月20日付款", {1, 2}),
        ('"2026-11-20"', {1, 2}),
        ("title:2026-11-20", set()),
        ("付款 -2026-11-20", {5}),
        ("2026-13", {5}),
        ("2026.11", {1, 2, 3, 4}),
        ("2004.10", set()),  # a heading of the tariff, so it is no month
    ],
)
def test_a_date_finds_its_spellings_and_what_was_published_then(q: str, expected: set[int]) -> None:
    at = corpora.SITE_ZONE
    documents = [
        document(1, "甲", ["于2026-11-20付款"]),
        document(2, "乙", ["于2026年11月20日付款"]),
        document(3, "丙", date=datetime(2026, 11, 20, 23, 59, tzinfo=at)),
        document(4, "丁", date=datetime(2026, 11, 1, tzinfo=at)),
        document(5, "戊", ["付款 2026-13"], date=datetime(2025, 11, 20, tzinfo=at)),
    ]
    documents[:2] = [replace(one, date=datetime(2025, 1, 1, tzinfo=at)) for one in documents[:2]]
    with index(documents) as engine:
        assert {int(ident[-3:]) for ident in engine.ids(Query(q=q))} == expected


def test_what_asks_needs_not_be_there() -> None:
    with index([document(1, "买方拖欠货款"), document(2, "怎么办"), document(3, "没有货款")]) as engine:
        assert found(engine, "买方拖欠货款怎么办") == found(engine, "请问买方货款？") == {"2026/001"}
        assert engine.answer(Query(q="买方拖欠货款怎么办", sort="relevance"), 20).match == "all"
        assert found(engine, "怎么办") == {"2026/002"}
        assert found(engine, "没有货款") == {"2026/003"}


def test_names_of_industries_and_channels_find_what_is_tagged() -> None:
    documents = [
        document(1, "甲", ["面料价格上涨"], industries=("textiles",)),
        document(2, "乙", ["服装出口下降"]),
        document(3, "丙", ["别的事"], channel="belt-road"),
    ]
    with index(documents) as engine:
        assert found(engine, "纺织服装") == found(engine, "服装") == {"2026/001", "2026/002"}
        assert engine.ids(Query(q="服装", sort="relevance"))[0] == "2026/002"
        assert found(engine, "“一带一路”专报") == {"2026/003"}
        assert found(engine, "服饰") == {"2026/001", "2026/002"}
        assert found(engine, '"服饰"') == set()


def test_codes_of_places_are_understood_in_queries_and_stay_words_in_texts() -> None:
    documents = [
        document(1, "IT services"),
        document(2, "意大利买方"),
        document(3, "as it is"),
        document(4, "Land and sea"),
        document(5, "甲", countries=("AD",)),
    ]
    with index(documents) as engine:
        assert found(engine, "意大利") == {"2026/002"}
        assert found(engine, "IT") == {"2026/001", "2026/003"}  # a word first
        assert [one.text for one in engine.answer(Query(q="IT", sort="relevance"), 20).corrections] == ["意大利"]
        assert found(engine, "安道尔") == {"2026/005"}
        assert "2026/004" in found(engine, "and")


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("光伏 关税", {1}),
        ("光伏 -关税", {2}),
        ("－关税", {2, 3, 4}),
        ('"伏组"', {1, 2}),
        ('"光伏 关税"', set()),
        ("“光伏组件出口”", {2}),
        ("title:关税", {1}),
        ("标题：关税", {1}),
        ("keyword:延期付款", {3}),
        ("title:光伏 keyword:x", {1, 2}),  # most of them
        ("8517", {1, 4}),
        ("8517.6", {1, 4}),
        ("8517.62.10", {4}),
        ("2026-11", {3}),
        ("nord-str", {3}),
        ("NORD", {3}),
        ("ord", set()),
        ("税", {1}),
        ("的", {4}),
        ("光伏组件加征关税", {1}),
        ("*", set()),
        ("？！", set()),
        ("-", set()),
        ('"', set()),
        ("title:", set()),
        ("a b c d e f g", set()),
        ("“光伏”组件", {1, 2}),  # marks inside a run, as headlines write, are no phrase
        ("“光伏”组件“出口”", {2}),
    ],
)
def test_query_language(q: str, expected: set[int]) -> None:
    assert {int(ident[-3:]) for ident in _small().ids(Query(q=q))} == expected


@cache
def _small() -> Any:
    documents = [
        document(1, "光伏组件加征关税", ["税则号8517.62；"]),
        document(2, "光伏组件出口"),
        document(3, "货款", ["Nord-Stream 2 AG 于2026-11-20付款"], keywords=("延期付款",)),
        document(4, "目的港", ["85171 8517 62 10"]),
    ]
    kept = index(documents)
    corpora._KEPT.append(kept)
    return kept.__enter__()


@settings(max_examples=200)
@given(st.text(max_size=60) | st.text(alphabet=' "“”-:：*title关税光伏()的\ud800\x00𠮷', max_size=30))
def test_nothing_typed_is_an_error(q: str) -> None:
    engine = corpora.engine(0)
    answer = engine.answer(Query(q=q, sort="relevance"), 20)
    assert answer.total == len(engine.ids(Query(q=q, sort="relevance")))
    engine.suggest(q)


@settings(max_examples=60)
@given(
    seed=st.integers(0, 3),
    words=st.lists(st.sampled_from(("关税", "报损", "货款", "汇率", "不存在", "采购")), min_size=1, max_size=3),
    country=st.sampled_from(corpora.COUNTRIES),
)
def test_most_depends_on_the_words_alone(seed: int, words: list[str], country: str) -> None:
    engine, q = corpora.engine(seed), " ".join(words)
    plain = Query(q=q, sort="relevance")
    match = engine.answer(plain, 20).match
    for other in (
        replace(plain, country=(country,)),
        replace(plain, status="withdrawn"),
        replace(plain, since=date(2030, 1, 1), level=("low",)),
    ):
        assert engine.answer(other, 20).match == match
    everywhere = [one for one in corpora.corpus(seed) if all(corpora.contains(one, word) for word in words)]
    assert (match == "all") == bool(everywhere) or not found(engine, q)


def test_most_words_suffice_when_no_bulletin_has_all() -> None:
    documents = [document(1, "越南光伏"), document(2, "越南"), document(3, "汇率")]
    with index(documents) as engine:
        answer = engine.answer(Query(q="越南 光伏 大蒜", sort="relevance"), 20)
    assert answer.match == "most"
    assert answer.hits[0].bulletin.id == "2026/001"
    assert "2026/003" not in [hit.bulletin.id for hit in answer.hits]


def test_words_inside_a_word_that_nobody_wrote_are_found() -> None:
    documents = [document(1, "外汇储备"), document(2, "国家电网"), document(3, "短缺"), document(4, "别的")]
    with index(documents) as engine:
        answer = engine.answer(Query(q="哪些国家外汇紧缺", sort="relevance"), 20)
        assert answer.match == "most"
        assert {hit.bulletin.id[-3:] for hit in answer.hits} == {"001", "002"}
        assert engine.answer(Query(q="国家外汇", sort="relevance"), 20).match == "most"


def test_the_given_order_of_documents_makes_no_difference() -> None:
    documents = corpora.corpus(1)
    queries = [Query(q=q, sort="relevance") for q in ("关税", "美国 关税", "货款 付款", "越南对进口光伏组件")]
    with index(documents) as one, index(reversed(documents)) as other:
        for query in queries:
            assert one.ids(query) == other.ids(query)
            assert one.answer(query, 10) == other.answer(query, 10)
