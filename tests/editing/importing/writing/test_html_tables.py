"""Tables whose cells span others: as HTML, or written out cell by cell."""

from __future__ import annotations

from editing.importing.model import (
    BOLD,
    Cell,
    Lost,
    NoteMark,
    Paragraph,
    Quote,
    Table,
    Text,
    TextLink,
    block_texts,
)
from editing.importing.writing.html_tables import holds_links, needs_html, unfolded, write


def cell(text: str, columns: int = 1, rows: int = 1, **more: object) -> Cell:
    return Cell([Paragraph([Text(text)])], columns, rows, **more)  # type: ignore[arg-type]


def rows(table: Table) -> list[list[str]]:
    return [[" ".join(block_texts(one.blocks)) for one in row] for row in table.rows]


def test_only_spans_need_html() -> None:
    assert not needs_html(Table([[cell("a"), cell("b")]]))
    assert needs_html(Table([[cell("a", columns=2)]]))
    assert needs_html(Table([[cell("a", rows=2)]]))


def test_links_and_notes_are_found_wherever_they_stand() -> None:
    link = Paragraph([TextLink("b.md", [Text("b")])])
    note = Paragraph([NoteMark([])])
    for blocks in ([link], [note], [Quote([link])], [Table([[Cell([link])]])]):
        assert holds_links(Table([[Cell(blocks)]]))  # type: ignore[arg-type]
    assert not holds_links(Table([[cell("a")]]))


def test_what_spans_is_said_in_each_cell_and_told() -> None:
    changed: list[Lost] = []
    table = unfolded(Table([[cell("a", columns=2), cell("b", rows=2)], [cell("c"), cell("d")]]), changed)
    assert rows(table) == [["a", "a", "b"], ["c", "d", "b"]]
    assert len(changed) == 1
    assert not needs_html(table)


def test_it_is_written_with_its_spans_and_escaped() -> None:
    text = write(
        Table([[cell("<a>", columns=2, heading=True)], [Cell([Paragraph([Text("b", frozenset({BOLD}))])]), cell("c")]])
    )
    assert '<th colspan="2">&lt;a&gt;</th>' in text.replace(' scope="colgroup"', "")
    assert "<strong>b</strong>" in text
    assert text.startswith("<table")
