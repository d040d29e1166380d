"""Traps of layout: lists, tables, fences and indents that run on as text, or lose it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from builder.reading.trap import BodyText, Edit, Line, Trap

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_DELIMITERS = re.compile(r"[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_ROW = re.compile(r"[ ]{0,3}\|.*\|[ ]*")
_GLUED_BULLET = re.compile(rf"([-+])(?=[{_HAN}A-Za-z“‘【《（(])")
_GLUED_NUMBER = re.compile(rf"(\d{{1,3}}\.)(?=[{_HAN}A-Za-z“‘【《（(])")
_OTHER_NUMBER = re.compile(r"(?:\(\d{1,3}\)|（\d{1,3}）|\d{1,3}[)）、]|[①-⑳]|[（(]?[一二三四五六七八九十]{1,3}[）)、])")
_OTHER_BULLET = re.compile(r"[•·●○■◆▪‣–—](?=[ \t\u3000])")
_WIDE_ROW = re.compile(r"｜.*｜")
_OPEN_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
_TEXT_LIKE = re.compile(rf"[{_HAN}]")
_CODE_LIKE = re.compile(r"[{}=<>;$]|\(\)|^\s*(?:def|class|import|if|for|return)\b")


def block_traps(body: BodyText) -> Iterator[Trap]:
    """The traps of layout in a body."""
    lines = body.lines
    for line in lines:
        if not line.is_blank:
            yield from _of_signs(line)
    for block in _blocks(lines):
        yield from _of_block(block)
        yield from _run_on(block)
    yield from _tables(body)
    yield from _indented_lists(lines)
    yield from _accidental_code(lines)
    yield from _tabbed(lines)


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that Markdown reads together: none empty, none a heading. Those of a quotation and of HTML are left out."""
    block: list[Line] = []
    for line in [*lines, Line(0, 0, "")]:
        text = line.text.lstrip()
        if line.is_blank or text.startswith(("#", ">")) or re.fullmatch(r"(?:=+|-+)[ ]*", text):
            if block:
                yield block
            block = []
        elif block or not re.match(r"<(?:/?[a-z]|!--)", text):
            block.append(line)


def _of_block(block: list[Line]) -> Iterator[Trap]:
    """Lists and tables that begin within a paragraph, and lists of another kind within a list."""
    first = block[0]
    in_list, kind = first.is_item, first.text.lstrip()[:1].isdigit()
    if re.match(r"[ ]{0,3}(?:\[\^?[^\]]+\]:|:[ ])", first.text):
        return
    for line, below in zip(block[1:], [*block[2:], None], strict=False):
        insert = (Edit(line.start, line.start, "\n"),)
        is_beside = first.indent <= line.indent < first.indent + 2
        if line.is_item and is_beside and (not in_list or kind != line.text.lstrip()[:1].isdigit()):
            message = "a list right after a line of text is shown as running text; put an empty line before it"
            yield Trap(line.start, message, insert)
            return
        if below is not None and not in_list and "|" not in first.text and _is_table_head(line.text, below.text):
            message = "a table right after a line of text is shown as running text; put an empty line before it"
            yield Trap(line.start, message, insert)
            return


def _of_signs(line: Line) -> Iterator[Trap]:
    """Signs at the beginning of a line that make nothing, or something that nobody meant."""
    blank = len(line.text) - len(line.text.lstrip(" "))
    text, start = line.text[blank:], line.start + blank
    for pattern in (_GLUED_BULLET, _GLUED_NUMBER):
        if found := pattern.match(text):
            message = f'this is no item of a list; write "{found[1]} {text[found.end() :][:10]}", with a space'
            yield Trap(start, message, (Edit(start + found.end(), start + found.end(), " "),))
    if found := _OTHER_BULLET.match(text):
        message = f'"{found[0]}" makes no list; write "- {text[found.end() :].strip()[:10]}"'
        yield Trap(start, message, (Edit(start, start + found.end(), "-"),))
    if _WIDE_ROW.fullmatch(text.strip()):
        right = text.replace("｜", "|").replace("－", "-")
        yield Trap(start, "full-width ｜ makes no table; write | instead", (Edit(start, start + len(text), right),))
    if found := _OPEN_FENCE.match(text):
        what = "is never closed; write the same signs in a line of their own after the code"
        inside = "makes code at the margin only; delete the spaces before it, or indent the code by 8 without it"
        yield Trap(start, f"{found[1]} {inside if blank else what}")
    if blank < 4 and re.match(r":[ ]{1,3}\S", text):
        yield Trap(start, 'a colon at the beginning makes a definition, and is not shown; write "：" or "&#58;"')
    if found := re.match(r"#{1,6}(?=[^#\s\\])", text):
        yield Trap(start, f'this is a heading here, and text elsewhere; write "{found[0]} …" or "\\{found[0]}…"')


def _is_table_head(text: str, below: str) -> bool:
    return "|" in below and _DELIMITERS.fullmatch(below) is not None and "-" in below and "|" in text


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


def _tables(body: BodyText) -> Iterator[Trap]:
    """Tables that are none for want of dashes, and cells that no column takes."""
    lines = body.lines
    number = 0
    while number < len(lines):
        line = lines[number]
        below = lines[number + 1].text if number + 1 < len(lines) else ""
        if line.is_blank or "|" not in line.text:
            number += 1
            continue
        end = number
        while end < len(lines) and not lines[end].is_blank and "|" in lines[end].text:
            end += 1
        if "|" in below and _DELIMITERS.fullmatch(below):
            yield from _real_table(lines[number:end])
        elif _ROW.fullmatch(line.text) and not _DELIMITERS.fullmatch(line.text):
            yield from _missing_dashes(lines, number, end)
        number = max(end, number + 1)


def _real_table(rows: list[Line]) -> Iterator[Trap]:
    width = len(cells(rows[0].text))
    dashes = rows[1]
    if len(cells(dashes.text)) != width:
        right = "|" + "---|" * width
        message = (
            f"the line of dashes has another number of columns than the header, so this is no table; write {right}"
        )
        yield Trap(dashes.start, message, (Edit(dashes.start, dashes.start + len(dashes.text), right),))
        return
    for row in rows[2:]:
        beyond = [one.strip() for one in cells(row.text)[width:] if one.strip()]
        if beyond:
            shown = " | ".join(beyond)
            at = row.start + row.text.rfind(beyond[0])
            message = f'"{shown}" stands beyond the last column and is not shown; add a column to the header'
            yield Trap(at, message)


def _missing_dashes(lines: list[Line], number: int, end: int) -> Iterator[Trap]:
    first = lines[number]
    width = len(cells(first.text))
    right = "|" + "---|" * width
    rest = lines[end + 1 :] if end < len(lines) else []
    if end == number + 1 and rest and _DELIMITERS.fullmatch(rest[0].text) and "|" in rest[0].text:
        gap = Edit(lines[end].start, lines[end].start + 1, "")
        yield Trap(lines[end].start, "an empty line between header and dashes makes this no table; delete it", (gap,))
    elif end > number + 1 and all(_ROW.fullmatch(one.text) for one in lines[number:end]) and width > 1:
        at = first.start + len(first.text)
        yield Trap(
            first.start,
            f"this is no table without a line of dashes; write {right} below",
            (Edit(at, at, f"\n{right}"),),
        )


def _indented_lists(lines: list[Line]) -> Iterator[Trap]:
    """Items below others by two or three spaces: they are shown as neighbours, or run on."""
    stack: list[tuple[int, int]] = []  # (spaces before the mark, spaces before what it holds)
    shift = 0
    before_blank = False
    for line in lines:
        if line.is_blank:
            before_blank = True
            continue
        if not line.is_item:
            if before_blank and line.indent == 0:
                stack = []
            elif stack and shift and line.indent >= 2:
                at = Edit(line.start, line.start, " " * shift)
                yield Trap(line.start, "", (at,))
            before_blank = False
            continue
        before_blank = False
        indent = line.indent
        while stack and indent < stack[-1][1]:
            stack.pop()
        depth = len(stack)
        found = re.match(r"[ \t]*(?:[-*+]|\d{1,9}\.)[ \t]+", line.text)
        stack.append((indent, len((found[0] if found else "").expandtabs(4))))
        shift = 4 * depth - indent
        if depth and indent < 4 * depth:
            blank = len(line.text) - len(line.text.lstrip())
            message = (
                f"an item below another needs {4 * depth} spaces before it, not {indent}; it is shown as no sub-item"
            )
            yield Trap(line.start + blank, message, (Edit(line.start, line.start + blank, " " * (4 * depth)),))


def _accidental_code(lines: list[Line]) -> Iterator[Trap]:
    """Prose that four spaces or a tab make code: not below an item of a list, where they belong."""
    in_list = False
    before: Line | None = None
    for line in lines:
        if line.is_blank:
            before = line
            continue
        fresh = before is None or before.is_blank
        if line.indent < 4:
            in_list = (
                line.is_item
                or (in_list and not fresh)
                or re.match(r"\[\^[^\]]+\]:|[ ]{0,3}:[ ]", line.text) is not None
            )
        elif fresh and not in_list and _TEXT_LIKE.search(line.text) and not _CODE_LIKE.search(line.text):
            blank = len(line.text) - len(line.text.lstrip(" \t"))
            message = "four spaces or a tab at the beginning make this code; delete them"
            yield Trap(line.start, message, (Edit(line.start, line.start + blank, ""),))
            fresh = False
            before = None
            continue
        before = line


def _tabbed(lines: list[Line]) -> Iterator[Trap]:
    """Rows that were copied from a spreadsheet."""
    number = 0
    while number < len(lines):
        end = number
        while end < len(lines) and "\t" in lines[end].text.strip():
            end += 1
        if end - number >= 2:
            rows = [line.text.strip().split("\t") for line in lines[number:end]]
            width = max(map(len, rows))
            written = [
                "| "
                + " | ".join(cell.strip().replace("|", "\\|") for cell in [*row, *[""] * (width - len(row))])
                + " |"
                for row in rows
            ]
            table = "\n".join([written[0], "|" + "---|" * width, *written[1:]])
            gap = "" if number == 0 or lines[number - 1].is_blank else "\n"
            gap_after = "" if end >= len(lines) or lines[end].is_blank else "\n"
            edit = Edit(
                lines[number].start, lines[end - 1].start + len(lines[end - 1].text), f"{gap}{table}{gap_after}"
            )
            message = f"columns apart by tabs are shown as running text; write a table: {written[0]}"
            yield Trap(lines[number].start, message, (edit,))
        number = max(end, number + 1)


def _run_on(block: list[Line]) -> Iterator[Trap]:
    """Lines with numbers that make no list: they run on in one paragraph."""
    for before, line in pairwise(block):
        if _is_numbered(before) and _is_numbered(line):
            message = 'lines that begin so run on in one paragraph; put an empty line between them, or write "1. …"'
            yield Trap(line.start, message, (Edit(line.start, line.start, "\n"),))


def _is_numbered(line: Line) -> bool:
    return not line.is_item and line.indent < 4 and _OTHER_NUMBER.match(line.text.lstrip()) is not None
