"""Signs at the beginning of a line that make something else than was meant."""

from __future__ import annotations

import pytest

from builder.reading.traps.signs import sign_traps
from builder.reading.traps.trap import BodyText


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("甲\n```\n码", 2, "``` is never closed"),
        ("- 甲\n    ```\n    码\n    ```", 8, "makes code at the margin only"),
        ("甲。\n: 乙", 3, "makes a definition"),
        ("#标签", 0, 'write "# …" or "\\#…"'),
        ("- 甲\n---", 4, "makes a heading of the line before"),
        ("> 甲\n===", 4, "makes a heading of the line before"),
    ],
)
def test_it_is_told_where_it_stands(text: str, at: int, said: str) -> None:
    traps = [(one.at, one.message) for one in sign_traps(BodyText(text))]
    assert any(one == at and said in message for one, message in traps), traps


@pytest.mark.parametrize(
    "text", ["```\n码\n```", "账期\n: 付款的期限", "# 标题", "\\#标签", "甲\n\n---", "标题\n---", "#", ": "]
)
def test_what_is_shown_as_it_was_meant_is_left_alone(text: str) -> None:
    assert list(sign_traps(BodyText(text))) == []
