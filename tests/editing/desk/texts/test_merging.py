"""Two texts of one: merged block by block, and no word of either side is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editing.desk.texts.merging import merged_blocks
from tests.editing.desk.editor import Editor


def test_a_merge_is_block_by_block_and_whole(editor: Editor) -> None:
    base = "一\n二\n三\n四\n五\n"
    mine, theirs = "一\n二改\n三\n四我\n五\n", "零\n一\n二\n三\n四他\n五\n六"
    blocks = editor.post("/api/merge", base=base, mine=mine, theirs=theirs)["blocks"]
    assert [one["kind"] for one in blocks] == ["theirs", "same", "mine", "same", "conflict", "same", "theirs"]
    for side, whole in (("base", base), ("mine", mine), ("theirs", theirs)):
        assert "".join(one[side] for one in blocks) == whole


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "kinds"),
    [
        ("", "", "", []),
        ("一\n", "一\n", "一\n", ["same"]),
        ("一\n", "二\n", "二\n", ["same"]),  # both did the same
        ("一\n", "", "一\n", ["mine"]),
        ("一\n", "一\n", "", ["theirs"]),
        ("一\n", "", "二\n", ["conflict"]),
        ("", "一", "二", ["conflict"]),
        ("一\n二\n", "零\n一\n二\n", "一\n二\n三\n", ["mine", "same", "theirs"]),
        ("一", "一\n", "一", ["mine"]),
    ],
)
def test_each_block_says_whose_it_is(base: str, mine: str, theirs: str, kinds: list[str]) -> None:
    assert [one["kind"] for one in merged_blocks(base, mine, theirs)] == kinds


def test_line_ends_of_windows_are_no_change() -> None:
    assert [one["kind"] for one in merged_blocks("一\r\n二", "一\n二", "一\r二")] == ["same"]


TEXTS = st.lists(st.sampled_from(["甲\n", "乙\n", "\n", "\u2028\n", "丙"]), max_size=6).map("".join)


@given(base=TEXTS, mine=TEXTS, theirs=TEXTS)
def test_no_word_of_any_side_is_lost(base: str, mine: str, theirs: str) -> None:
    blocks = merged_blocks(base, mine, theirs)
    for side, whole in (("base", base), ("mine", mine), ("theirs", theirs)):
        assert "".join(one[side] for one in blocks) == whole
    for one in blocks:
        changed = (one["mine"] != one["base"], one["theirs"] != one["base"])
        alike = "same" if one["mine"] == one["theirs"] else "conflict"
        assert one["kind"] == {(True, False): "mine", (False, True): "theirs"}.get(changed, alike)


@given(base=TEXTS, other=TEXTS)
def test_a_side_that_changed_nothing_has_no_conflict(base: str, other: str) -> None:
    assert {one["kind"] for one in merged_blocks(base, base, other)} <= {"same", "theirs"}
    assert {one["kind"] for one in merged_blocks(base, other, base)} <= {"same", "mine"}
