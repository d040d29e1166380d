# ruff: noqa: E501 - markup stands in a line each
"""Blocks are written so that the builder shows each text as it was, whatever signs are in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.reading.bodies.markdown import render
from editing.importing.model import (
    Block,
    Break,
    Cell,
    Code,
    Image,
    Inline,
    ItemList,
    Lost,
    NoteMark,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    TextLink,
    block_texts,
)
from editing.importing.writing.markdown_writer import MarkdownWriter

PIECES = (
    *(
        "甲",
        "乙丙",
        "a",
        "B c",
        " ",
        "，",
        "。",
        "“",
        "”",
        "（",
        "）",
        "《",
        "》",
        "2026. ",
        "1. ",
        "1) ",
        "- ",
        "+ ",
        "* ",
        "# ",
    ),
    *(
        "#",
        "> ",
        ">",
        "|",
        "a|b",
        "*",
        "**",
        "_",
        "__",
        "a_b_c",
        "`",
        "``",
        "```",
        "~~~",
        "~~",
        "[",
        "]",
        "[x]",
        "](y)",
        "[^1]",
    ),
    *(
        "[a]: b",
        "!",
        "![",
        "\\",
        "\\\\",
        "<",
        "<b>",
        "<!-- x -->",
        "-->",
        "</p>",
        "<script>",
        "&",
        "&amp;",
        "&#35;",
        "&lt;",
    ),
    *(
        "http://a.example/b_c_d",
        ": ",
        ":",
        "=",
        "===",
        "---",
        "***",
        "___",
        "$",
        "{",
        "}",
        "(",
        ")",
        "😀",
        "\u3000",
        "①",
        "\t",
    ),
)
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
MARKS = st.frozensets(st.sampled_from(["b", "i", "del", "u", "sup", "sub", "mark", "code"]), max_size=2)
RUN = st.builds(Text, TEXT, MARKS)
SEEN = st.builds(Text, TEXT.filter(str.strip), MARKS)
INLINE = st.lists(
    st.one_of(
        RUN,
        RUN,
        RUN,
        st.builds(Break),
        st.builds(TextLink, st.just("https://example.org/a_(b)"), st.lists(SEEN, min_size=1, max_size=2)),
    ),
    min_size=1,
    max_size=4,
)
PARAGRAPH = st.builds(Paragraph, INLINE, st.sampled_from([0, 0, 0, 0, 2, 3]))
PLAIN_PARAGRAPH = st.builds(Paragraph, INLINE)


def within(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    some = st.lists(blocks, min_size=1, max_size=3)
    item = st.builds(lambda first, rest: [first, *rest], PLAIN_PARAGRAPH, st.lists(blocks, max_size=1))
    return st.one_of(
        st.builds(Quote, some),
        st.builds(ItemList, st.lists(item, min_size=1, max_size=3), st.booleans(), st.sampled_from([1, 2, 7])),
    )


CELL = st.builds(Cell, st.lists(PLAIN_PARAGRAPH, min_size=1, max_size=2))
TABLE = st.integers(2, 3).flatmap(
    lambda width: st.builds(Table, st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=3))
)
LEAF: st.SearchStrategy[Block] = st.one_of(PARAGRAPH, PARAGRAPH, st.builds(Code, TEXT), st.builds(Rule))
BLOCKS = st.lists(st.one_of(LEAF, st.recursive(LEAF, within, max_leaves=5), TABLE), min_size=1, max_size=4)


def written(blocks: list[Block], lost: list[Lost] | None = None) -> str:
    return MarkdownWriter(lambda image: image.path or None, lost if lost is not None else [], []).write(blocks)


def shown(body: str) -> list[str]:
    """The visible text of a page, block by block, without white space."""
    problems: list[object] = []
    markup = render(body, 1, lambda *told, **_: problems.append(told)).body.html
    assert problems == [], body
    pieces = re.split(r"</?(?:p|h\d|li|ul|ol|td|th|tr|pre|blockquote|hr|div|table|thead|tbody)\b[^>]*>", markup)
    return [one for one in (folded(html.unescape(re.sub(r"<[^>]+>", "", piece))) for piece in pieces) if one]


def folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def expected(blocks: list[Block]) -> Iterator[str]:
    for text in block_texts(blocks):
        if one := folded(text):
            yield one


@pytest.mark.thorough
@given(BLOCKS)
@settings(max_examples=1500, deadline=None)
def test_every_text_is_shown_as_it_was(blocks: list[Block]) -> None:
    body = written(blocks)
    assert "".join(shown(body)) == "".join(expected(blocks)), body


def test_marks_are_kept() -> None:
    inside: list[Inline] = [
        Text("甲"), Text("粗", frozenset("b")), Text("“斜”", frozenset("i")), Text("两", frozenset("bi")), Text(" 删", frozenset({"del"})),
        Text("2", frozenset({"sup"})), Text("a`b", frozenset({"code"})), Text("*粗*", frozenset("b")),
    ]  # fmt: skip
    assert written([Paragraph(inside)]) == (
        "甲<strong>粗</strong><em>“斜”</em><strong><em>两</em></strong> <del>删</del><sup>2</sup>``a`b``<strong>\\*粗\\*</strong>\n"
    )


def test_lists_nest_and_go_on_with_their_numbers() -> None:
    inner = ItemList([[Paragraph([Text("丙")])]])
    blocks: list[Block] = [
        ItemList([[Paragraph([Text("甲")])], [Paragraph([Text("乙")]), inner]], numbered=True, start=3),
        ItemList([[Paragraph([Text("丁")])]]),
    ]
    assert written(blocks) == "3. 甲\n4. 乙\n    - 丙\n\n<!-- -->\n\n- 丁\n"
    assert '<ol start="3">' in render(written(blocks), 1, lambda *_: None).body.html


def cell(text: str, columns: int = 1, rows: int = 1) -> Cell:
    return Cell([Paragraph([Text(text)])], columns, rows)


def test_cells_that_span_others_are_kept_as_html() -> None:
    table = Table(
        [
            [cell("甲", 2), cell("<乙>", 1, 2)],
            [cell("丙"), Cell([Paragraph([Text("丁")]), Paragraph([Text("戊", frozenset("b"))])])],
        ]
    )
    assert written([table]) == (
        '<table>\n<tr><th colspan="2">甲</th><th rowspan="2">&lt;乙&gt;</th></tr>\n<tr><td>丙</td><td>丁<br><strong>戊</strong></td></tr>\n'
        "</table>\n"
    )


def test_cells_that_span_others_and_hold_links_are_written_out() -> None:
    lost: list[Lost] = []
    changed: list[Lost] = []
    linked = Cell([Paragraph([TextLink("https://example.org/", [Text("链")])])])
    table = Table([[cell("甲", 2)], [cell("乙"), linked]], "table 1")
    assert MarkdownWriter(lambda _: None, lost, changed).write([table]) == (
        "| 甲 | 甲 |\n| --- | --- |\n| 乙 | [链](https://example.org/) |\n"
    )
    assert changed == [Lost("table 1", "merged cells that hold links or pictures are written out in each row")]


def test_notes_and_pictures() -> None:
    note = NoteMark([Paragraph([Text("注一")]), Paragraph([Text("注二"), NoteMark([Paragraph([Text("注中注")])])])])
    blocks: list[Block] = [Paragraph([Text("甲"), note, Image(None, "图 1.png", "图]示")])]
    body = written(blocks)
    assert body == "甲[^1]![图\\]示](图 1.png)\n\n[^1]: 注一\n\n    注二[^2]\n\n[^2]: 注中注\n"


@pytest.mark.parametrize("width", [2, 5])
def test_rows_of_unequal_length_are_filled(width: int) -> None:
    table = Table([[cell("甲"), cell("乙")], [cell(str(one)) for one in range(width)]])
    assert {line.count("|") for line in written([table]).splitlines()} == {max(width, 2) + 1}
