"""Tables of a Word file: cells that span columns and rows stay what they are."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from editing.importing.docx.context import Context, visible_text
from editing.importing.docx.drawings import ReadBlocks
from editing.importing.docx.styles import value_of
from editing.importing.limits import MOST_CELLS
from editing.importing.model import Block, Cell, RefusedError, Table, block_texts

_ALIGN = {"center": "center", "right": "right", "end": "right"}
#: No table has more columns; a span of a thousand is a slip or worse.
_MOST_COLUMNS = 200


def table(context: Context, element: Element, read: ReadBlocks) -> Table:
    """A table. `read` gives the blocks of a cell."""
    context.tables += 1
    number = context.tables
    result = Table(where=f"table {number}")
    open_cells: dict[int, Cell] = {}  # column → the cell above that goes on downwards
    count = 0
    for row_number, row in enumerate(_rows(element), 1):
        properties = row.find("w-trPr")
        if properties is not None and properties.find("w-del") is not None:
            context.lose(f'tracked deletion of a row left out: "{visible_text(row)}"', result.where)
            continue
        column = _span(value_of(properties, "w-gridBefore"), 0)
        cells = [Cell() for _ in range(column)]
        is_head = properties is not None and properties.find("w-tblHeader") is not None
        going: dict[int, Cell] = {}
        for cell in _cells(row):
            count += 1
            if count > MOST_CELLS:
                raise RefusedError(f"a table has more than {MOST_CELLS:,} cells; put it beside the text as a CSV file")
            context.place = f"table {number}, row {row_number}, column {column + 1}"
            span = _span(value_of(cell.find("w-tcPr"), "w-gridSpan"), 1)
            merge = cell.find("w-tcPr/w-vMerge")
            blocks = read(cell)
            if merge is not None and merge.get("w-val") != "restart" and (above := open_cells.get(column)):
                above.rows += 1
                above.blocks += [one for one in blocks if _says_something(one)]
                going[column] = above
            else:
                one = Cell(blocks, span, heading=is_head, align=_alignment(cell))
                cells.append(one)
                if merge is not None:
                    going[column] = one
            column += span
        open_cells = going
        result.rows.append(cells)
    return result


def _says_something(block: Block) -> bool:
    return any(text.strip() for text in block_texts([block]))


def _rows(element: Element) -> list[Element]:
    return _unwrapped(element, "w-tr")


def _cells(row: Element) -> list[Element]:
    return _unwrapped(row, "w-tc")


def _unwrapped(element: Element, tag: str) -> list[Element]:
    """Rows or cells, also those within content controls and tracked insertions."""
    found: list[Element] = []
    for one in element:
        if one.tag == tag:
            found.append(one)
        elif one.tag in ("w-sdt", "w-sdtContent", "w-customXml", "w-ins", "w-moveTo"):
            found += _unwrapped(one, tag)
    return found


def _span(text: str, default: int) -> int:
    return min(int(text), _MOST_COLUMNS) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _alignment(cell: Element) -> str:
    return _ALIGN.get(value_of(cell.find("w-p/w-pPr"), "w-jc"), "")
