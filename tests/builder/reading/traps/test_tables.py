"""Traps of tables: rows that are none, columns that are lost, what was copied from a spreadsheet."""

from __future__ import annotations

import pytest

from builder.reading.traps.tables import cells, table_traps
from tests.builder.reading.traps.mending import seen

TABLE = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"


@pytest.mark.parametrize(
    ("text", "at", "mended"),
    [
        (f"说明：\n{TABLE}", 4, f"说明：\n\n{TABLE}"),
        ("| 甲 | 乙 |\n|---|\n", 10, "| 甲 | 乙 |\n|---|---|\n"),
        ("| 甲 | 乙 |\n\n|---|---|\n", 10, "| 甲 | 乙 |\n|---|---|\n"),
        ("| 甲 | 乙 |\n---\n", 10, "| 甲 | 乙 |\n|---|---|\n"),
        ("| 甲 | 乙 |\n| 1 | 2 |", 0, "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"),
        ("｜甲｜乙｜", 0, "|甲|乙|"),
        (f"{TABLE}\n> 引文", 30, f"{TABLE}\n\n> 引文"),
        ("甲\t乙\n1\t2\t3", 0, "| 甲 | 乙 |  |\n|---|---|---|\n| 1 | 2 | 3 |"),
        ("文\n甲\t乙\n1\t2", 2, "文\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"),
    ],
)
def test_it_is_told_where_it_stands_and_mended(text: str, at: int, mended: str) -> None:
    assert (at, mended) in seen(table_traps, text)


def test_what_stands_beyond_the_last_column_is_told_and_left_to_a_person() -> None:
    text = f"{TABLE}\n| 3 | 4 | 五 |"
    assert seen(table_traps, text) == [(text.index("五"), text)]


@pytest.mark.parametrize("text", [TABLE, f"## 表\n{TABLE}", "甲 | 乙", "甲\t乙", "a | b\n", f"{TABLE}\n\n文"])
def test_what_is_shown_as_it_was_meant_is_left_alone(text: str) -> None:
    assert seen(table_traps, text) == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("| a | b |", [" a ", " b "]),
        ("a | b", ["a ", " b"]),
        ("| a \\| b |", [" a \\| b "]),
        ("| `a|b` | c |", [" `a|b` ", " c "]),
        ("|", [""]),
    ],
)
def test_cells_stand_between_bars_that_are_neither_escaped_nor_code(row: str, found: list[str]) -> None:
    assert cells(row) == found
