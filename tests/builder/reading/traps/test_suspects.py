"""One look clears nearly every body, and never one with a trap."""

from __future__ import annotations

import pytest

from builder.reading.traps.suspects import is_suspect
from tests.builder.reading.traps.trapped import TRAPS


@pytest.mark.parametrize("name", TRAPS)
def test_no_trap_is_cleared(name: str) -> None:
    assert is_suspect(TRAPS[name][0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "正文一句。\n\n又一句，含 a-b、2026-11-20 与 3.5%。\n",
        "## 节\n\n- 一\n- 二\n\n1. 一\n2. 二\n",
        "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n",
        "文。\n\n| 甲 | 乙 |\n|:--|--:|\n| 1 | 2 |\n\n文。\n",
        "> 引文。\n",
        "[甲](b.md)与<https://e.org>。\n",
    ],
)
def test_ordinary_bodies_are_cleared(text: str) -> None:
    assert not is_suspect(text)


@pytest.mark.parametrize(
    "text",
    [
        "| 甲 |",
        "文\n| 甲 | 乙 |\n|---|---|\n",
        "| 甲 | 乙 |\n|---|---|\n| 1 |\n",
        "| 甲 | 乙 |\n|---|---|\n文\n",
        "| a\\|b |\n|---|\n",
    ],
)
def test_tables_that_may_be_none_are_looked_at(text: str) -> None:
    assert is_suspect(text)
