"""Blocks → Markdown as the builder reads it: what would be markup by accident is escaped, tables keep their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from editing.importing.model import (
    BOLD,
    CODE,
    ITALIC,
    STRIKE,
    SUB,
    SUP,
    Block,
    Break,
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
    inline_text,
)
from editing.importing.writing import html_tables
from editing.importing.writing.escaping import at_line_start, escaped

#: Gives a picture's path in the text, or None where it is not kept.
Place = Callable[[Image], str | None]
#: In which order marks open, and how they are written.
_MARKS = ((STRIKE, "<del>", "</del>"), ("u", "<u>", "</u>"), ("mark", "<mark>", "</mark>"), (BOLD, "**", "**"),
          (ITALIC, "*", "*"), (SUP, "<sup>", "</sup>"), (SUB, "<sub>", "</sub>"))  # fmt: skip
_TAGS = {"**": ("<strong>", "</strong>"), "*": ("<em>", "</em>")}
_INDENT = "    "


class MarkdownWriter:
    """Writes one text. `lost` and `changed` take what Markdown cannot say."""

    def __init__(self, place: Place, lost: list[Lost], changed: list[Lost]) -> None:
        self._place, self._lost, self._changed = place, lost, changed
        self._notes: list[NoteMark] = []
        self._numbers: dict[int, int] = {}
        self._in_cell = False
        self._depth = 0  # lists and quotations around what is written

    def write(self, blocks: list[Block]) -> str:
        """The whole body."""
        body = self._blocks(blocks)
        notes, at = [], 0
        while at < len(self._notes):  # a note may have notes
            text = self._blocks(self._notes[at].blocks)
            notes.append(f"[^{at + 1}]: " + text.replace("\n", f"\n{_INDENT}"))
            at += 1
        parts = [body, *notes]
        return "\n".join(line.rstrip(" \t") for line in "\n\n".join(one for one in parts if one).split("\n")) + "\n"

    def _blocks(self, blocks: list[Block], gap: str = "\n\n") -> str:
        written: list[str] = []
        before: Block | None = None
        for one in blocks:
            text = self._block(one)
            if not text.strip():
                continue
            if _would_join(before, one):
                written.append("<!-- -->")  # else Markdown takes both for one
            written.append(text)
            before = one
        return gap.join(written)

    def _block(self, one: Block) -> str:
        if isinstance(one, Paragraph):
            return self._paragraph(one)
        if isinstance(one, Code):
            return self._code(one)
        if isinstance(one, Rule):
            return "* * *"
        if isinstance(one, Quote):
            return "\n".join(f"> {line}".rstrip() for line in self._inner(one.blocks).split("\n"))
        if isinstance(one, ItemList):
            return self._listing(one)
        return self._table(one)

    def _paragraph(self, one: Paragraph) -> str:
        text = self.inline(one.inside).strip()
        if one.level:
            text = re.sub(r"#(?=#*$)", r"\\#", text.replace("<br>", " ").strip())
            return f"{'#' * one.level} {text}" if text else ""
        return at_line_start(text)

    def _inner(self, blocks: list[Block], gap: str = "\n\n") -> str:
        self._depth += 1
        text = self._blocks(blocks, gap)
        self._depth -= 1
        return text

    def _code(self, one: Code) -> str:
        text = one.text.strip("\n")
        if self._depth and "&#" in text:  # unfinished in code, it makes Python-Markdown misread HTML far behind it
            return "<br>".join(self.inline([Text(line, frozenset({"code"}))]) for line in text.split("\n"))
        if self._depth or not text.strip():  # fences are known at the margin only
            return "\n".join(f"{_INDENT}{line}" for line in text.split("\n"))
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", text))])
        return f"{fence}{one.language}\n{text}\n{fence}"

    def _listing(self, one: ItemList) -> str:
        items = []
        gap = "\n" if all(map(_is_tight, one.items)) else "\n\n"
        for number, item in enumerate(one.items, one.start):
            text = self._inner(item, gap)
            if not text.strip() and not one.numbered:
                continue
            first, *rest = (text if text.strip() else "&nbsp;").split("\n")  # an empty item keeps its number
            lines = [f"{f'{number}.' if one.numbered else '-'} {first}"]
            items.append("\n".join([*lines, *(f"{_INDENT}{line}" if line else "" for line in rest)]))
        return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)

    def _table(self, one: Table) -> str:
        if not one.rows or not any(one.rows):
            return ""
        if _is_layout(one):
            self._changed.append(Lost(one.where, "a table that only arranges is plain text now"))
            return self._blocks([block for row in one.rows for cell in row for block in cell.blocks])
        if html_tables.needs_html(one):
            if not html_tables.holds_links(one) and not self._depth:
                return html_tables.write(one)
            one = html_tables.unfolded(one, self._changed)
        rows = [[self._cell(cell.blocks) for cell in row] for row in one.rows]
        width = max(map(len, rows))
        rows = [row + [""] * (width - len(row)) for row in rows]
        aligns = [one.rows[-1][at].align if at < len(one.rows[-1]) else "" for at in range(width)]
        rule = [{"center": ":---:", "right": "---:"}.get(align, "---") for align in aligns]
        if len(rows) == 1:
            rows.append([""] * width)
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (rows[0], rule, *rows[1:]))

    def _cell(self, blocks: list[Block]) -> str:
        self._in_cell = True
        text = "<br>".join(self._cell_lines(blocks)).replace("|", "\\|")
        self._in_cell = False
        return text

    def _cell_lines(self, blocks: list[Block]) -> Iterator[str]:
        for one in blocks:
            if isinstance(one, Paragraph):
                if text := self.inline(one.inside).strip():
                    yield text
            elif isinstance(one, ItemList):
                for number, item in enumerate(one.items, one.start):
                    mark = f"{number}. " if one.numbered else "• "
                    yield mark + "<br>".join(self._cell_lines(item))
            elif isinstance(one, Quote):
                yield from self._cell_lines(one.blocks)
            elif isinstance(one, Code):
                yield escaped(one.text).replace("\n", "<br>")

    def inline(self, inside: list[Inline]) -> str:
        """Inline pieces as Markdown."""
        return "".join(self._piece(one, inside, at) for at, one in enumerate(inside))

    def _inside_brackets(self, inside: list[Inline]) -> str:
        return "".join(
            self._text(piece, _edge(inside, at - 1, -1), _edge(inside, at + 1, 0), brackets=True)
            if isinstance(piece, Text)
            else self._piece(piece, inside, at)
            for at, piece in enumerate(inside)
        )

    def _piece(self, one: Inline, around: list[Inline], at: int) -> str:
        if isinstance(one, Text):
            text = self._text(one, _edge(around, at - 1, -1), _edge(around, at + 1, 0), brackets=len(around) > 1)
            before_link = at + 1 < len(around) and isinstance(around[at + 1], TextLink)
            return f"{text[:-1]}\\!" if before_link and text.endswith("!") else text
        if isinstance(one, Break):
            return "<br>"
        if isinstance(one, TextLink):
            text = self._inside_brackets(one.inside).strip()
            target = one.target.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
            target = target.replace("<", "%3C").replace("|", "%7C")
            return f"[{text or escaped(one.target)}]({target})"
        if isinstance(one, Image):
            path = self._place(one)
            alt = escaped(" ".join(one.alt.split()), brackets=True)
            return f"![{alt}]({path})" if path else alt
        number = self._numbers.setdefault(id(one), len(self._notes) + 1)
        if number > len(self._notes):
            self._notes.append(one)
        return f"[^{number}]"

    def _text(self, one: Text, before: str, after: str, *, brackets: bool) -> str:
        text = one.text.replace("\t", " ").replace("\n", " ")
        if CODE in one.marks and text.strip():
            is_definition = "]:" in text + after  # inside brackets it would define what a name leads to
            if "`" in (before, after) or "&#" in text or is_definition or (self._in_cell and "|" in text):
                return f"<code>{escaped(text, brackets=brackets)}</code>"
            fence = "`" * max([1, *(len(run) + 1 for run in re.findall(r"`+", text))])
            space = " " if text[0] == "`" or text[-1] == "`" else ""
            return f"{fence}{space}{text}{space}{fence}"
        core = text.strip()
        if not core or not one.marks:
            return escaped(text, brackets=brackets)
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        written = escaped(core, brackets=brackets)
        beside = _is_open(before if not lead else " ") and _is_open(after if not tail else " ")
        simple = beside and not re.search(r"[*_]", core)
        for mark, opening, closing in reversed(_MARKS):
            if mark in one.marks:
                if opening in _TAGS and not simple:
                    opening, closing = _TAGS[opening]
                written = f"{opening}{written}{closing}"
        return f"{lead}{written}{tail}"


def _is_tight(item: list[Block]) -> bool:
    """Whether an item of a list is a line, with another list below it at most."""
    first = item[0] if item else None
    if not isinstance(first, Paragraph) or first.level or not inline_text(first.inside).strip():
        return False
    return len(item) == 1 or (len(item) == 2 and isinstance(item[1], ItemList) and all(map(_is_tight, item[1].items)))


def _is_layout(table: Table) -> bool:
    """Whether a table has one column, or holds others."""
    return all(len(row) < 2 for row in table.rows) or any(
        _holds_table(cell.blocks) for row in table.rows for cell in row
    )


def _holds_table(blocks: list[Block]) -> bool:
    return any(
        isinstance(one, Table)
        or (isinstance(one, Quote) and _holds_table(one.blocks))
        or (isinstance(one, ItemList) and any(_holds_table(item) for item in one.items))
        for one in blocks
    )


def _edge(around: list[Inline], at: int, place: int) -> str:
    """The character beside a run: a space at the edge of the paragraph, a star where it has marks of its own."""
    if not 0 <= at < len(around):
        return " "
    one = around[at]
    if isinstance(one, Text) and CODE in one.marks:
        return "`"
    if isinstance(one, Text) and one.text:
        return "*" if one.marks & {BOLD, ITALIC} and not one.text[place].isspace() else one.text[place]
    return "x"


def _is_open(beside: str) -> bool:
    """Whether a mark of emphasis may stand beside a character: not beside another mark."""
    return beside not in ("*", "_")


def _would_join(before: Block | None, one: Block) -> bool:
    if isinstance(before, ItemList) and isinstance(one, ItemList):
        return True
    if isinstance(before, Quote) and isinstance(one, Quote):
        return True
    return isinstance(before, ItemList) and isinstance(one, Code)  # indented, it would belong to the last item
