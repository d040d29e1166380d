"""What reading a Word file needs everywhere: visible text, and what was lost with its place."""

from __future__ import annotations

import pytest

from editing.importing.docx.context import open_context, part_text, shortened, visible_text
from editing.importing.docx.safe_xml import parse_xml
from editing.importing.model import Lost
from tests.editing.importing import word


def test_the_beginning_of_a_text_is_enough_to_find_it_by() -> None:
    assert shortened("  一\n二 ") == "一 二"
    assert shortened("一" * 16) == "一" * 16
    assert shortened("一" * 17) == "一" * 15 + "…"
    assert shortened("一二三四", 3) == "一二…"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:p><w:r><w:t>一</w:t><w:tab/><w:t>二</w:t></w:r></w:p><w:p><w:r><w:t>三</w:t></w:r></w:p>", "一 二 三"),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", "甲"),
        (
            "<mc:AlternateContent><mc:Choice><w:r><w:t>新</w:t></w:r></mc:Choice>"
            "<mc:Fallback><w:r><w:t>旧</w:t></w:r></mc:Fallback></mc:AlternateContent>",
            "新",
        ),
        ("<mc:AlternateContent><mc:Fallback><w:r><w:t>旧</w:t></w:r></mc:Fallback></mc:AlternateContent>", "旧"),
        ("<w:delText>删</w:delText>", ""),
    ],
)
def test_what_a_reader_would_see(inside: str, text: str) -> None:
    assert visible_text(parse_xml(word.part("body", inside).encode(), "a.xml")) == text


def test_what_is_lost_has_the_place_of_the_reader() -> None:
    context = open_context(word.docx(word.paragraph("甲")))
    assert context.part == "word/document.xml"
    context.lose("一")
    context.place = "paragraph 2"
    context.lose("二")
    context.lose("三", "header")
    context.change("四")
    assert context.lost == [Lost("the document", "一"), Lost("paragraph 2", "二"), Lost("header", "三")]
    assert context.changed == [Lost("paragraph 2", "四")]


def test_a_part_that_cannot_be_read_has_no_text() -> None:
    context = open_context(
        word.docx("", {"word/a.xml": "<broken", "word/b.xml": word.part("hdr", word.paragraph("乙"))})
    )
    assert [part_text(context, f"word/{name}.xml") for name in "abc"] == ["", "乙", ""]
