"""Marks stand around exactly what matched, and nothing else gets through unescaped."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query.highlight import SNIPPET
from search.query_types import Query
from search.text.normalise import fold
from tests.search import corpora
from tests.search.corpora import document, index

MARK = re.compile("<mark>(.*?)</mark>", re.DOTALL)


def marked(q: str, title: str = "无题", *blocks: str) -> tuple[str, str]:
    with index([document(1, title, blocks)]) as engine:
        [hit] = engine.answer(Query(q=q, sort="relevance"), 20).hits
    return hit.title_html, hit.text_html


@pytest.mark.parametrize(
    ("q", "title", "expected"),
    [
        ("马克思", "马克思主义", "<mark>马克思</mark>主义"),
        ("新之", "新之，新", "<mark>新之</mark>，新"),
        ("美国的关税", "USA的关税", "<mark>USA</mark>的<mark>关税</mark>"),
        ("2026-11-20", "2026年11月20日", "<mark>2026年11月20日</mark>"),
        ("2026年11月", "每月2026-11-20", "每月<mark>2026-11</mark>-20"),
        ("關稅", "加征关税", "加征<mark>关税</mark>"),
        ("usa", "对ＵＳＡ出口", "对<mark>ＵＳＡ</mark>出口"),
        ("美国", "USA与美利坚合众国", "<mark>USA</mark>与<mark>美利坚合众国</mark>"),
        ("8517.6", "税号8517.62", "税号<mark>8517.6</mark>2"),
        ('"made in"', "<Made—in> China", "&lt;<mark>Made—in</mark>&gt; China"),
        ("克思", "马\u200b克\u200b思", "马\u200b<mark>克\u200b思</mark>"),
        ("光伏组件", "组件与光伏组件", "<mark>组件</mark>与<mark>光伏组件</mark>"),
        ("组件 光伏", "光伏组件", "<mark>光伏</mark><mark>组件</mark>"),
        ("tea", "team TEA", "<mark>tea</mark>m <mark>TEA</mark>"),
        ("title:关税 加征", "加征关税", "<mark>加征</mark><mark>关税</mark>"),
    ],
)
def test_titles(q: str, title: str, expected: str) -> None:
    assert marked(q, title)[0] == expected


def test_the_snippet_shows_the_matches_wherever_they_stand() -> None:
    text = "开头" * 300 + "越南上调关税" + "结尾" * 300
    snippet = marked("越南 关税", "无题", "别的一段", text)[1]
    assert "<mark>越南</mark>上调<mark>关税</mark>" in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert len(MARK.sub(r"\1", snippet)) <= SNIPPET + 2


def test_without_a_match_the_snippet_is_the_summary() -> None:
    with index([document(1, "无题", ["正文"], summary="摘要<b>")]) as engine:
        assert engine.answer(Query(), 20).hits[0].text_html == "摘要&lt;b&gt;"


@settings(max_examples=80)
@given(
    seed=st.integers(0, 3),
    words=st.lists(
        st.sampled_from(("关税", "usa", "美国", "nord", "汇率", "政治经济", "𠮷野")), min_size=1, max_size=3
    ),
)
def test_marks_cover_only_what_was_asked_for(seed: int, words: list[str]) -> None:
    engine = corpora.engine(seed)
    texts = {one.id: one for one in corpora.corpus(seed)}
    us = corpora.vocabulary().term("country", "US")
    assert us
    asked = {fold(word) for word in (*words, us.label, *us.aliases)}
    for hit in engine.answer(Query(q=" ".join(words), sort="relevance"), 20).hits:
        assert unescape(MARK.sub(r"\1", hit.title_html)) == texts[hit.bulletin.id].title
        for span in MARK.findall(hit.title_html + hit.text_html):
            assert fold(unescape(span)) in asked
        plain = unescape(MARK.sub(r"\1", hit.text_html)).strip("…")
        assert any(plain in block for block in (texts[hit.bulletin.id].summary, *texts[hit.bulletin.id].blocks))
