"""A body with what is no prose in it blanked, and its lines."""

from __future__ import annotations

import pytest

from builder.reading.traps.trap import BodyText, Edit, Line


def test_code_and_comments_are_blanked_and_nothing_moves() -> None:
    text = "甲 `码` 乙\n\n```\n码\n```\n<!-- 注\n注 -->丙\n"
    body = BodyText(text)
    assert len(body.prose) == len(text)
    assert "码" not in body.prose
    assert "注" not in body.prose
    assert [body.prose.index(one) for one in "甲乙丙"] == [text.index(one) for one in "甲乙丙"]
    assert "码" in body.without_comments.split("\n")[0]


def test_lines_of_fenced_code_are_blank() -> None:
    lines = BodyText("a\n```\n- x\n```\nb").lines
    assert [line.text for line in lines] == ["a", "", "", "", "b"]
    assert [line.start for line in lines] == [0, 2, 6, 10, 14]


def test_the_place_of_an_offset() -> None:
    body = BodyText("甲乙\n\n丙")
    assert [body.place(at) for at in (0, 1, 2, 3, 4)] == [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0)]


@pytest.mark.parametrize(
    ("text", "item", "indent"),
    [
        ("- a", True, 0),
        ("  * a", True, 2),
        ("\t1. a", True, 4),
        ("12) a", False, 0),
        ("-a", False, 0),
        (" \tx", False, 4),
    ],
)
def test_what_a_line_begins_with(text: str, item: bool, indent: int) -> None:
    line = Line(10, text)
    assert (line.is_item, line.indent) == (item, indent)


def test_where_a_line_begins_and_ends_and_is_parted_from_the_one_before() -> None:
    line = Line(10, "  ab")
    assert (line.begin, line.end, line.is_blank, Line(0, " ").is_blank) == (12, 14, False, True)
    assert line.empty_line_before() == Edit(10, 10, "\n")
    assert Line(12, "ab", "> ").empty_line_before() == Edit(10, 10, ">\n")
