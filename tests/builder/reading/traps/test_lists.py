"""Traps of lists: items that run on as text or lose their place, and text that an indent makes code."""

from __future__ import annotations

import pytest

from builder.reading.traps.lists import list_traps
from builder.reading.traps.trap import BodyText
from tests.builder.reading.traps.mending import seen


@pytest.mark.parametrize(
    ("text", "at", "mended"),
    [
        ("说明：\n- 一", 4, "说明：\n\n- 一"),
        ("- 一\n1. 二", 4, "- 一\n\n1. 二"),
        ("> 说明：\n> - 一", 8, "> 说明：\n>\n> - 一"),
        ("-一", 0, "- 一"),
        ("1.一", 0, "1. 一"),
        ("1) 一", 0, "1. 一"),
        ("• 一", 0, "- 一"),
        ("- 一\n  - 二", 6, "- 一\n    - 二"),
        ("甲\n\n    乙。", 3, "甲\n\n乙。"),
        ("（1）甲\n（2）乙", 5, "（1）甲\n\n（2）乙"),
    ],
)
def test_it_is_told_where_it_stands_and_mended(text: str, at: int, mended: str) -> None:
    assert (at, mended) in seen(list_traps, text)


@pytest.mark.parametrize(
    "text",
    [
        "- 一\n- 二",
        "说明：\n\n- 一\n    - 二\n\n        续",
        "1. 一\n2. 二",
        "    x = {1}",
        "```\n说明：\n- 一\n```",
        "[^1]: 注\n    续",
        "-5 度",
        "## 说明\n- 一",
        "（1）甲",
    ],
)
def test_what_is_shown_as_it_was_meant_is_left_alone(text: str) -> None:
    assert seen(list_traps, text) == []


def test_what_belongs_to_a_moved_item_goes_along_untold() -> None:
    text = "- 一\n  - 二\n    续\n"
    traps = list(list_traps(BodyText(text)))
    assert [bool(one.message) for one in traps] == [True, False]
