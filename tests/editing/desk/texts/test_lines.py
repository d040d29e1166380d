"""Blocks of a page know the line of the text that they began at."""

from __future__ import annotations

import re

import pytest

from editing.desk.texts.lines import with_lines
from tests.editing.desk.editor import Editor
from tests.editing.desk.shown import page_of, text


def test_blocks_of_the_preview_say_their_line(editor: Editor) -> None:
    shown = page_of(
        editor, text(body="第一段**强调**。\n\n## 小标题\n\n- 甲甲\n- 乙乙\n\n| 丙 | 丁 |\n|---|---|\n| 戊 | 己 |")
    )
    lines = dict(re.findall(r'<(\w+)[^>]* data-line="(\d+)"', shown))
    assert re.search(r'<p data-line="7">第一段', shown)
    assert re.search(r'<h2 data-line="9"', shown)
    assert re.findall(r'<li data-line="(\d+)"', shown)[-2:] == ["11", "12"]
    assert lines["tr"] == "16"


@pytest.mark.parametrize(
    ("markup", "body", "marked"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n\n乙", '<p data-line="3">甲</p><p data-line="5">乙</p>'),
        ("<p>别处</p><p>乙</p>", "甲\n乙", '<p>别处</p><p data-line="4">乙</p>'),
        ("<hr><p></p>", "---", "<hr><p></p>"),
        ('<p class="x">甲</p>', "甲", '<p data-line="3" class="x">甲</p>'),
        (
            "<ul>\n<li>甲<p>乙</p></li></ul>",
            "- 甲\n\n  乙",
            '<ul>\n<li data-line="3">甲<p data-line="5">乙</p></li></ul>',
        ),
        ("<p>a &amp; b</p>", "a & b", '<p data-line="3">a &amp; b</p>'),
        ("<div>甲</div>", "甲", "<div>甲</div>"),
        ("", "甲", ""),
    ],
)
def test_a_block_has_the_line_where_its_words_are_found(markup: str, body: str, marked: str) -> None:
    assert with_lines(markup, body, 3) == marked


def test_a_long_block_is_found_by_its_beginning() -> None:
    words = "越南对钢铁征收反倾销税" * 9
    assert with_lines(f"<p>{words[:8]}另有说法{words}</p>", f"甲\n{words}", 1).startswith('<p data-line="2">')


def test_words_that_stand_there_twice_are_found_in_order() -> None:
    marked = with_lines("<p>甲甲甲</p><p>乙乙乙</p><p>甲甲甲</p>", "甲甲甲\n\n乙乙乙\n\n甲甲甲", 1)
    assert marked == '<p data-line="1">甲甲甲</p><p data-line="3">乙乙乙</p><p data-line="5">甲甲甲</p>'
