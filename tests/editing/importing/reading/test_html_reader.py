"""HTML of strangers as blocks; what has no place in a bulletin is told."""

from __future__ import annotations

import pytest

from editing.importing.model import (
    BOLD,
    Block,
    Code,
    ItemList,
    Lost,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    TextLink,
    block_texts,
)
from editing.importing.reading.html_reader import HtmlReader


def read(html: str) -> tuple[list[Block], list[str]]:
    lost: list[Lost] = []
    return HtmlReader(lost, "entry 1").read(html), [one.what for one in lost]


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<p>a</p>b<div>c</div>", [Paragraph, Paragraph, Paragraph]),
        ("<h2>a</h2><p>b</p>", [Paragraph, Paragraph]),
        ("<ul><li>a<li>b</ul>", [ItemList]),
        ("<blockquote><p>a</p></blockquote>", [Quote]),
        ("<pre>a\n b</pre>", [Code]),
        ("<p>a</p><hr><p>b</p>", [Paragraph, Rule, Paragraph]),
        ("<table><tr><th>a<td>b</table>", [Table]),
        ("", []),
        ("<p> </p>", []),
    ],
)
def test_each_element_is_a_block(html: str, kinds: list[type]) -> None:
    assert [type(one) for one in read(html)[0]] == kinds


def test_headings_have_levels_and_lists_their_numbers() -> None:
    blocks, _ = read("<h3>a</h3><ol start=4><li>b</ol>")
    heading, listing = blocks
    assert isinstance(heading, Paragraph)
    assert isinstance(listing, ItemList)
    assert (heading.level, listing.numbered, listing.start) == (3, True, 4)


def test_marks_and_links_within_a_line() -> None:
    (line,), lost = read('<p>a <b>b</b> <a href="https://e.org">c</a></p>')
    assert isinstance(line, Paragraph)
    assert [one.marks for one in line.inside if isinstance(one, Text) and one.text == "b"] == [{BOLD}]
    assert [one.target for one in line.inside if isinstance(one, TextLink)] == ["https://e.org"]
    assert lost == []


@pytest.mark.parametrize(
    "html", ["<script>alert(1)</script>", "<style>p{}</style>", "<iframe src='https://e.org'></iframe>"]
)
def test_what_acts_is_never_text(html: str) -> None:
    blocks, _ = read(f"<p>a</p>{html}")
    assert "".join(block_texts(blocks)).strip() == "a"


def test_comments_and_what_cannot_be_kept_are_told() -> None:
    assert any("内部" in one for one in read("<p>a</p><!-- 内部 -->")[1])
    assert read("<p>a</p><form><input value='x'></form>")[1]


def test_spans_of_a_table_are_kept() -> None:
    (one,), _ = read("<table><tr><td colspan=2>a<td rowspan=x>b</table>")
    assert isinstance(one, Table)
    assert [(cell.columns, cell.rows) for cell in one.rows[0]] == [(2, 1), (1, 1)]
