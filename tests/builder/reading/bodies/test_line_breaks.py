"""Headings may break between words, and nothing else of them changes."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.reading.bodies.line_breaks import break_headings, with_breaks


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("越南家具与电子订单暂缓赊销", "越南|家具|与|电子|订单|暂缓|赊销"),
        ("铁路沿线的小生意与大项目", "铁路沿线的|小生意|与|大|项目"),
        ("（草稿）安第斯“对账”习惯，以及其他", "（草稿）|安第斯|“对账”|习惯，|以及|其他"),
        ("配额由 25% 升至 1,900 万美元以上", "配额|由 25% 升至 1,900 万美元|以上"),
        ("短标题不断开", "短标题不断开"),
        ("A < B & C 的比较与说明文字", "A < B & C 的|比较|与|说明|文字"),
    ],
)
def test_a_line_may_end_between_words(text: str, pieces: str) -> None:
    assert html.unescape(with_breaks(text).replace("<wbr>", "|")) == pieces


@settings(deadline=None)  # the first one loads the dictionary
@given(st.text(max_size=60) | st.text("越南家具，。“”（） 1a%<&>\u3000\u200b", max_size=60))
def test_no_character_is_lost(text: str) -> None:
    assert with_breaks(text).replace("<wbr>", "") == html.escape(text)


def test_only_headings_are_broken_and_their_markup_stays() -> None:
    body = '<h2 id="a">一、<code>a&lt;b</code>由排满变为等单的变化</h2><p>由排满变为等单的变化</p>'
    broken = break_headings(body)
    assert broken.replace("<wbr>", "") == body
    assert "<wbr>" in broken.partition("<p>")[0]
    assert "<wbr>" not in broken.partition("<p>")[2]
