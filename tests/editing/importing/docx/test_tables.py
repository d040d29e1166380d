"""Tables of a Word file: cells that span columns and rows stay what they are."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from editing.importing.docx import tables
from editing.importing.docx.context import Context, open_context, visible_text
from editing.importing.docx.safe_xml import parse_xml
from editing.importing.docx.tables import table
from editing.importing.model import Block, Paragraph, RefusedError, Table, Text, block_texts
from tests.editing.importing import word


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{word.paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def read(*rows: str) -> tuple[Table, Context]:
    def blocks(element: Element) -> list[Block]:
        return [Paragraph([Text(visible_text(element))])]

    context = open_context(word.docx(""))
    root = parse_xml(word.part("tbl", "".join(rows)).encode(), "a.xml")
    return table(context, root, blocks), context


def shape(one: Table) -> list[list[tuple[str, int, int]]]:
    return [[(" ".join(block_texts(cell.blocks)).strip(), cell.columns, cell.rows) for cell in row] for row in one.rows]


def test_columns_and_rows_that_are_spanned() -> None:
    down, begin = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'
    found, _ = read(
        row(cell("a", '<w:gridSpan w:val="2"/>'), cell("b", begin)),
        row(cell("c"), cell("d"), cell("e", down)),
        row(cell("f", '<w:gridSpan w:val="x"/>'), cell("g"), cell("h")),
    )
    assert shape(found) == [
        [("a", 2, 1), ("b e", 1, 2)],
        [("c", 1, 1), ("d", 1, 1)],
        [("f", 1, 1), ("g", 1, 1), ("h", 1, 1)],
    ]


def test_heads_gaps_and_alignment() -> None:
    found, _ = read(
        row(cell("a"), properties="<w:tblHeader/>"),
        row(cell("b"), properties='<w:gridBefore w:val="1"/>'),
        row('<w:tc><w:p><w:pPr><w:jc w:val="end"/></w:pPr></w:p></w:tc>'),
    )
    assert [[cell.heading for cell in row] for row in found.rows] == [[True], [False, False], [False]]
    assert found.rows[2][0].align == "right"


def test_a_deleted_row_is_told_and_an_inserted_one_is_there() -> None:
    found, context = read(row(cell("a"), properties="<w:del/>"), f"<w:ins>{row(cell('b'))}</w:ins>")
    assert shape(found) == [[("b", 1, 1)]]
    assert [one.what for one in context.lost] == ['tracked deletion of a row left out: "a"']
    assert context.lost[0].where == found.where == "table 1"


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_CELLS", 3)
    assert read(row(cell("a"), cell("b"), cell("c")))
    with pytest.raises(RefusedError, match="as a CSV file"):
        read(row(cell("a"), cell("b")), row(cell("c"), cell("d")))
