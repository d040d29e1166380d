"""Traps of tables: rows that are none, columns that are lost, what was copied from a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.reading.traps.trap import BodyText, Edit, Line, Trap

_DELIMITERS = re.compile(r"[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_ROW = re.compile(r"[ ]{0,3}\|.*\|[ ]*")
#: What is a line, a quotation, a heading or code elsewhere, even right after a table; lists are told by their own trap.
_BLOCK = re.compile(r"[ ]{0,3}(?:[-*_]{3,}[ ]*$|>|#{1,6}[ ]|```|~~~)|[ ]{4}|[ ]{0,3}\t")
_WIDE_ROW = re.compile(r"｜.*｜")


def table_traps(body: BodyText) -> Iterator[Trap]:
    """The traps of tables in a body."""
    lines = body.lines
    if "｜" in body.text:
        for line in lines:
            if _WIDE_ROW.fullmatch(line.text.strip()):
                right = line.text.replace("｜", "|").replace("－", "-")
                edit = Edit(line.start, line.end, right)
                yield Trap(line.begin, "full-width ｜ makes no table; write | instead", (edit,))
    if "\t" in body.text:
        yield from _tabbed(lines)
    if "|" in body.text:
        yield from _with_bars(lines)


def _with_bars(lines: list[Line]) -> Iterator[Trap]:
    """Tables that are none for want of dashes or of an empty line, and cells that no column takes."""
    number = 0
    while number < len(lines):
        end = number
        while end < len(lines) and "|" in lines[end].text and not lines[end].is_blank:
            end += 1
        rows = lines[number:end]
        dashes = next((at for at, row in enumerate(rows[1:], 1) if _is_delimiters(row.text)), 0)
        if dashes:
            while end < len(lines) and not lines[end].is_blank:  # a line without bars is a row as well
                end += 1
            rows = lines[number:end]
            before = number + dashes - 2
            yield from _real_table(rows[dashes - 1 :], lines[before] if before >= 0 else None)
        elif rows and _ROW.fullmatch(rows[0].text) and not _is_delimiters(rows[0].text):
            yield from _missing_dashes(rows, lines[end : end + 2])
        number = max(end, number + 1)


def _is_delimiters(text: str) -> bool:
    return "|" in text and _DELIMITERS.fullmatch(text) is not None


def cells(row: str) -> list[str]:
    """The cells of a row: between bars that are neither escaped nor within code."""
    row = row.strip()
    row = row[1:] if row.startswith("|") else row
    parts: list[str] = [""]
    in_code = False
    for at, char in enumerate(row):
        in_code = in_code != (char == "`")
        if char == "|" and not in_code and (at == 0 or row[at - 1] != "\\"):
            parts.append("")
        else:
            parts[-1] += char
    return parts[:-1] if len(parts) > 1 and not parts[-1].strip() else parts


def _real_table(rows: list[Line], before: Line | None) -> Iterator[Trap]:
    width = len(cells(rows[0].text))
    dashes = rows[1]
    if before is not None and not before.is_blank and not before.text.lstrip().startswith(("#", "<")):
        message = "a table right after a line of text is shown as running text; put an empty line before it"
        yield Trap(rows[0].begin, message, (rows[0].empty_line_before(),))
    if len(cells(dashes.text)) != width:
        right = "|" + "---|" * width
        message = f"the dashes make another number of columns than the header, so this is no table; write {right}"
        yield Trap(dashes.start, message, (Edit(dashes.start, dashes.end, right),))
        return
    for row in rows[2:]:
        if "|" not in row.text and _BLOCK.match(row.text):
            message = "right after a table this becomes a row of it; put an empty line before it"
            yield Trap(row.begin, message, (row.empty_line_before(),))
            return  # what follows is no row then
        beyond = [one.strip() for one in cells(row.text)[width:] if one.strip()]
        if beyond:
            shown = " | ".join(beyond)
            message = f'"{shown}" stands beyond the last column and is not shown; add a column to the header'
            yield Trap(row.start + row.text.rfind(beyond[0]), message)


def _missing_dashes(rows: list[Line], below: list[Line]) -> Iterator[Trap]:
    width = len(cells(rows[0].text))
    right = "|" + "---|" * width
    if len(rows) == 1 and len(below) == 2 and below[0].is_blank and _is_delimiters(below[1].text):
        gap = Edit(below[0].start, below[0].end + 1, "")
        yield Trap(below[0].start, "an empty line between header and dashes makes this no table; delete it", (gap,))
    elif len(rows) == 1 and below and re.fullmatch(r"[ ]{0,3}:?-+:?[ ]*", below[0].text):
        edit = Edit(below[0].start, below[0].end, right)
        yield Trap(below[0].start, f"the dashes below a header need bars; write {right}", (edit,))
    elif len(rows) > 1 and width > 1 and all(_ROW.fullmatch(one.text) for one in rows):
        edit = Edit(rows[0].end, rows[0].end, f"\n{right}")
        yield Trap(rows[0].start, f"this is no table without a line of dashes; write {right} below", (edit,))


def _tabbed(lines: list[Line]) -> Iterator[Trap]:
    """Rows that were copied from a spreadsheet."""
    number = 0
    while number < len(lines):
        end = number
        while end < len(lines) and "\t" in lines[end].text.strip():
            end += 1
        if end - number >= 2:
            before_is_text = number > 0 and not lines[number - 1].is_blank
            after_is_text = end < len(lines) and not lines[end].is_blank
            yield _table_of_tabs(lines[number:end], before_is_text, after_is_text)
        number = max(end, number + 1)


def _table_of_tabs(lines: list[Line], before_is_text: bool, after_is_text: bool) -> Trap:
    rows = [[cell.strip().replace("|", "\\|") for cell in line.text.strip().split("\t")] for line in lines]
    width = max(map(len, rows))
    written = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    table = "\n".join([written[0], "|" + "---|" * width, *written[1:]])
    edit = Edit(lines[0].start, lines[-1].end, "\n" * before_is_text + table + "\n" * after_is_text)
    message = f"columns apart by tabs are shown as running text; write a table: {written[0]}"
    return Trap(lines[0].start, message, (edit,))
