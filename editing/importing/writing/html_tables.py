"""Tables whose cells span others: as HTML, which Markdown has no signs for, or written out cell by cell."""

from __future__ import annotations

import html
from collections.abc import Iterator

from editing.importing.model import (
    BOLD,
    ITALIC,
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
    Table,
    Text,
    TextLink,
)

_TAGS = {BOLD: "strong", ITALIC: "em"}


def needs_html(table: Table) -> bool:
    """Whether a cell spans others."""
    return any(cell.columns > 1 or cell.rows > 1 for row in table.rows for cell in row)


def holds_links(table: Table) -> bool:
    """Whether a cell has what the builder takes from Markdown only: links, pictures, notes."""
    return any(_linked(cell.blocks) for row in table.rows for cell in row)


def _linked(blocks: list[Block]) -> bool:
    for one in blocks:
        if isinstance(one, Paragraph) and any(isinstance(piece, TextLink | Image | NoteMark) for piece in one.inside):
            return True
        if isinstance(one, Quote) and _linked(one.blocks):
            return True
        if isinstance(one, ItemList) and any(_linked(item) for item in one.items):
            return True
        if isinstance(one, Table) and holds_links(one):
            return True
    return False


def unfolded(table: Table, changed: list[Lost]) -> Table:
    """The same table with every cell in its place; what one says that spans others is said in each."""
    filled: list[dict[int, Cell]] = [{} for _ in table.rows]
    for at, row in enumerate(table.rows):
        column = 0
        for cell in row:
            while column in filled[at]:
                column += 1
            for down in range(min(cell.rows, len(filled) - at)):
                for right in range(cell.columns):
                    filled[at + down][column + right] = Cell(cell.blocks, heading=cell.heading, align=cell.align)
            column += cell.columns
    width = max((max(row, default=-1) + 1 for row in filled), default=0)
    changed.append(Lost(table.where, "merged cells that hold links or pictures are written out in each row"))
    return Table([[row.get(at, Cell()) for at in range(width)] for row in filled], table.where)


def write(table: Table) -> str:
    """The table as HTML that the builder takes."""
    lines = ["<table>"]
    for number, row in enumerate(table.rows):
        cells = "".join(_cell(cell, heading=cell.heading or number == 0) for cell in row)
        lines.append(f"<tr>{cells}</tr>")
    return "\n".join([*lines, "</table>"])


def _cell(cell: Cell, *, heading: bool) -> str:
    spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    tag = "th" if heading else "td"
    return f"<{tag}{spans}>{'<br>'.join(_lines(cell.blocks))}</{tag}>"


def _lines(blocks: list[Block]) -> Iterator[str]:
    for one in blocks:
        if isinstance(one, Paragraph):
            if text := _inline(one.inside).strip():
                yield text
        elif isinstance(one, Code):
            yield html.escape(one.text, quote=False).replace("\n", "<br>")
        elif isinstance(one, Quote):
            yield from _lines(one.blocks)
        elif isinstance(one, ItemList):
            for number, item in enumerate(one.items, one.start):
                mark = f"{number}. " if one.numbered else "• "
                yield mark + "<br>".join(_lines(item))


def _inline(inside: list[Inline]) -> str:
    pieces = []
    for one in inside:
        if isinstance(one, Break):
            pieces.append("<br>")
        elif isinstance(one, Text):
            text = html.escape(" ".join(one.text.split(" ")).replace("\n", " "), quote=False)
            for mark in sorted(one.marks):
                tag = _TAGS.get(mark, mark)
                text = f"<{tag}>{text}</{tag}>"
            pieces.append(text)
    return "".join(pieces)
