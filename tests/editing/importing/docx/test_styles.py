"""What a paragraph or run is by the name of its style."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from editing.importing.docx.package import Package
from editing.importing.docx.safe_xml import parse_xml
from editing.importing.docx.styles import ParagraphStyle, Styles, is_hidden, outline_of, switches
from editing.importing.model import BOLD, ITALIC, STRIKE, SUB, SUP, UNDER
from tests.editing.importing import word


def style(identifier: str, name: str, more: str = "", kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{identifier}"><w:name w:val="{name}"/>{more}</w:style>'


def styles(*some: str) -> Styles:
    parts: dict[str, str | bytes] = {"word/styles.xml": word.part("styles", "".join(some))}
    return Styles(Package(word.docx("", parts, [("s", "styles", "styles.xml")])))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("heading 2", ParagraphStyle(2)),
        ("标题 3", ParagraphStyle(3)),
        ("标题", ParagraphStyle(title=True)),
        ("Title", ParagraphStyle(title=True)),
        ("引用", ParagraphStyle(quote=True)),
        ("HTML Preformatted", ParagraphStyle(code=True)),
        ("heading 9", ParagraphStyle(6)),
        ("Normal", ParagraphStyle()),
    ],
)
def test_built_in_names_in_several_languages(name: str, found: ParagraphStyle) -> None:
    assert styles(style("x", name)).paragraph("x") == found


def test_a_style_is_what_it_is_based_on_and_a_circle_ends() -> None:
    some = styles(
        style("a", "heading 1", '<w:basedOn w:val="b"/>'),
        style(
            "b",
            "小节",
            '<w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr>',
        ),
    )
    assert some.paragraph("b") == ParagraphStyle(1, numbering=("7", 1))
    assert some.paragraph("none") == ParagraphStyle()


def test_marks_of_a_run_by_its_style() -> None:
    some = styles(
        style("s", "Strong", "<w:rPr><w:b/></w:rPr>", "character"),
        style("t", "Other", '<w:basedOn w:val="s"/><w:rPr><w:b w:val="0"/><w:i/></w:rPr>', "character"),
    )
    assert [set(some.marks(one)) for one in ("s", "t", "none")] == [{BOLD}, {ITALIC}, set()]


def properties(inside: str) -> Element:
    return parse_xml(word.part("rPr", inside).encode(), "a.xml")


def test_switches_are_on_or_off() -> None:
    found = switches(
        properties('<w:b/><w:i w:val="false"/><w:dstrike/><w:u w:val="none"/><w:vertAlign w:val="superscript"/>')
    )
    assert found == {BOLD: True, ITALIC: False, STRIKE: True, UNDER: False, SUP: True, SUB: False}
    assert switches(None) == {}


def test_what_is_hidden_and_where_in_the_outline() -> None:
    assert is_hidden(properties("<w:vanish/>"))
    assert not is_hidden(properties('<w:vanish w:val="0"/>'))
    assert not is_hidden(None)
    assert outline_of(properties('<w:outlineLvl w:val="2"/>')) == 3
    assert outline_of(properties('<w:outlineLvl w:val="9"/>')) == outline_of(None) == 0
