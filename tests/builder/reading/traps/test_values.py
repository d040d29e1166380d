"""Values of front matter that YAML cuts at a #."""

from __future__ import annotations

import pytest

from builder.reading.front_matter import FrontMatter, SourceText
from builder.reading.traps.trap import Edit
from builder.reading.traps.values import tell_cut_values, value_edits


def looked(text: str) -> tuple[list[str], list[Edit]]:
    """What is told of front matter that begins in line 2 of its file, and what mends it."""
    source = SourceText("a.md", f"---\n{text}---\n")
    tell_cut_values(source, FrontMatter(source, text), text)
    return [str(one) for one in source.problems], value_edits(FrontMatter(source, text), text)


def test_a_value_that_goes_on_behind_it_is_told_and_put_in_quotation_marks() -> None:
    text = "title: 甲 # 乙\n"
    told, edits = looked(text)
    assert told == ['a.md:2:10: warning: title: "# 乙" is a comment and is not shown; write "甲 # 乙"']
    assert edits == [Edit(7, 12, '"甲 # 乙"')]
    assert text[7:12] == "甲 # 乙"


@pytest.mark.parametrize(
    "text", ["title: 甲#乙\n", 'title: "甲" # 注\n', "level: 高 # 注\n", "# 注\ntitle: 甲\n", "title: 甲\n"]
)
def test_what_is_a_comment_is_left_alone(text: str) -> None:
    assert looked(text) == ([], [])


def test_a_value_of_several_lines_is_told_and_left_to_a_person() -> None:
    told, edits = looked("title: 甲\n  乙 # 丙\n")
    assert len(told) == 1
    assert edits == []
