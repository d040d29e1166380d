"""One engine serves many threads, pages and questions, and tells the same each time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search.engines.opening import open_engine
from search.index.indexing import write_index
from search.query_types import Query
from search.store.array_file import SidecarError
from search.store.segments import FILE
from tests.search import corpora
from tests.search.corpora import ZONE, document, index, vocabulary
from view.bulletin import DocumentList

QUESTIONS = [
    Query(q=q, sort="relevance", page=page) for q in ("关税", "美国 付款", "不存在的词", "的", "") for page in (1, 2)
]


def test_pages_follow_each_other() -> None:
    engine = corpora.engine(0)
    for query in (Query(q="关税 付款", sort="relevance"), Query()):
        whole = engine.ids(query)
        pages = engine.answer(query, 3).pages
        asked = [Query(q=query.q, sort=query.sort, page=page) for page in range(1, pages + 1)]
        assert [hit.bulletin.id for one in asked for hit in engine.answer(one, 3).hits] == whole
        assert engine.answer(Query(q=query.q, sort=query.sort, page=pages + 5), 3).hits == ()


def test_pages_follow_each_other_beyond_what_is_looked_at_for_distance() -> None:
    documents = [document(number, "越南", ["关税" + "。" * number + "调整"] * (number % 5)) for number in range(150)]
    with index(documents) as engine:
        query = Query(q="越南 关税 调整", sort="relevance")
        whole = engine.ids(query)
        asked = [Query(q=query.q, sort=query.sort, page=page) for page in range(1, 9)]
        assert [hit.bulletin.id for one in asked for hit in engine.answer(one, 20).hits] == whole
        assert len(set(whole)) == len(whole) == 120


def test_threads_get_the_answers_that_one_gets() -> None:
    engine = corpora.engine(1)
    expected = [engine.answer(query, 5) for query in QUESTIONS]
    engine.forget()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert list(pool.map(lambda query: engine.answer(query, 5), QUESTIONS)) == expected


def test_an_empty_index_answers() -> None:
    with index([]) as engine:
        answer = engine.answer(Query(q="关税", sort="relevance"), 20)
        assert (answer.total, answer.pages, answer.hits, answer.relax) == (0, 0, (), ())
        assert all(options == () for options in answer.facets.values())
        assert engine.suggest("关") == []
        assert engine.ids(Query()) == []


def test_fresh_bulletins_come_first_among_equals() -> None:
    documents = [document(number, "加征关税", ["正文"]) for number in (1, 400, 200)]
    with index(documents) as engine:
        assert engine.ids(Query(q="关税", sort="relevance")) == ["2026/400", "2026/200", "2026/001"]


def test_titles_go_above_summaries_above_bodies_and_words_above_pieces() -> None:
    documents = [
        document(1, "加征关税", ["其他内容"]),
        document(2, "其他消息", ["其他内容"], summary="加征关税"),
        document(3, "其他消息", ["加征关税"]),
        document(4, "其他消息", ["机关税务"]),
        document(5, "其他消息", ["无关"]),
    ]
    with index(documents) as engine:
        ranked = engine.ids(Query(q="关税", sort="relevance"))
    assert ranked == ["2026/001", "2026/002", "2026/003", "2026/004"]


def test_words_that_stand_together_come_first() -> None:
    far = "越南" + "的各项情况与其他国家有所不同" * 3 + "关税"
    near = "的各项情况与其他国家有所不同" * 3 + "越南关税"
    with index([document(1, "甲", [near]), document(2, "乙", [far])]) as engine:
        assert engine.ids(Query(q="越南 关税", sort="relevance")) == ["2026/001", "2026/002"]


def test_a_damaged_index_is_refused(tmp_path: Path) -> None:
    write_index(DocumentList(corpora.corpus(0)), tmp_path, vocabulary(), ZONE)
    data = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(data[: len(data) // 2])
    with pytest.raises(SidecarError):
        open_engine(tmp_path, vocabulary(), ZONE)
