"""Plain Markdown is converted to the bytes that Python-Markdown gives, or not at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import corpus
from builder.reading.bodies import plain_markdown
from builder.reading.bodies.markdown import render, render_all

Told = list[tuple[int, int, str, str]]

PIECES = (
    *("甲", "乙丙", "a", "b c", " ", "\n", "\n\n", "\n- ", "\n* ", "\n1. ", "\n2. ", "\n# ", "\n## ", "\n> ", ">", "#"),
    *("*", "**", "**甲**", "[甲](b.md)", "[x](https://example.org/a_b)", "[乙](#甲)", "[", "]", "(", ")", "!", "|"),
    *("\n| a | b |\n| --- | :-: |\n| 1 | 2 |", "\n|甲|乙|\n|:--|--:|\n|1|**2**|3|", "-", "---", "===", ":", "“"),
    *("」", "\u3000", "\u2003", "😀", "1.", "2021 年", "_", "~", "=", "+", "'", '"', "#x", "/risk/", "//x", "\n:"),
    *("mailto:a@b", "\u200b", "\ufeff", "\xa0", "javascript:x", "[丙](javascript:x)", "&amp;", "`a`", "<b>", "\\"),
)


def is_plain(text: str) -> bool:
    return plain_markdown.plain_body(text, lambda _: {}) is not None


def agree(text: str) -> None:
    """Both ways give the same HTML, visible text, headings, references and problems."""
    one: Told = []
    other: Told = []
    assert render(text, 3, lambda *told: one.append(told)) == render_all(text, 3, lambda *told: other.append(told))
    assert one == other


@pytest.mark.parametrize(
    "text",
    [
        "一段。\n\n又一段，\n折行。", "## 标题\n正文紧跟着。\n### 再一题",
        "- 一\n- 二 **重点**\n\n正文\n\n1. 甲\n2. 乙",
        "> 引文，\n> 折行。", "| 甲 | 乙 |\n| :-- | --- |\n| 1 | **2** |\n| 3 |", "见[上期](a.md#三)和[外站](https://example.org/?a=b)。",
        "“引号”\n「紧挨」**着重**", "1 > 0，除外", "　　首行空两格。",
        "## 同题\n\n## 同题\n\n#### 低题",
        "- 一\n\n## 题\n\n- 二",
    ],
)  # fmt: skip
def test_what_editors_mostly_write_is_plain_and_the_same(text: str) -> None:
    assert is_plain(text)
    agree(text)


@pytest.mark.parametrize(
    "text",
    [
        "`码`", "    代码", "甲<br>乙", "A&B", "![图](a.png)", "注[^1]\n\n[^1]: 注", "[甲][1]\n\n[1]: b.md",
        "- 一\n    - 二",
        "- 一\n\n- 二", "> 一\n\n> 二", "题\n===", "***", "*斜体*", "甲_乙_", "词\n: 释义", "行尾  \n换行",
        "~~~\n码\n~~~",
        "3. 三", "- # 题", "> - 一", "[**甲**](b.md)", "[甲](b.md \"题\")", "|甲|\n|--|", "\\*", "甲\xa0乙", "",
    ],
)  # fmt: skip
def test_what_is_beyond_the_plain_is_left_to_markdown(text: str) -> None:
    assert not is_plain(text)
    agree(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_text_gives_the_same_both_ways(text: str) -> None:
    agree(text)


def test_the_bench_s_bulletins_are_plain_and_the_same() -> None:
    for one in corpus.bulletins(60):
        assert is_plain(one.markdown())
        agree(one.markdown())


def test_giving_up_notes_nothing() -> None:
    noted: list[str] = []

    def note(target: str) -> dict[str, str]:
        noted.append(target)
        return {}

    assert plain_markdown.plain_body("[甲](b.md)\n\n`码`\n", note) is None
    assert plain_markdown.plain_body("[甲](b.md)\n\n*乙*\n", note) is None
    assert noted == []


def test_a_refused_target_never_reaches_the_page() -> None:
    found = render("[甲](javascript:alert)", 1, lambda *_: None)
    assert not re.search("script:", found.body.html)


def test_a_long_text_of_marks_is_given_up() -> None:
    assert not is_plain("甲" * 5_000 + "*" + "乙" * 5_000 + "[" * 200)  # and does not try every way to cut it
