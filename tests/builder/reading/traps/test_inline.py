"""Traps within lines: full-width brackets, notes and names without their other half, signs that show."""

from __future__ import annotations

import pytest

from builder.reading.traps.inline import inline_traps
from builder.reading.traps.trap import BodyText
from tests.builder.reading.traps.mending import seen


@pytest.mark.parametrize(
    ("text", "at", "mended"),
    [
        ("见［甲］（b.md）。", 1, "见[甲](b.md)。"),
        ("见[甲](b.md）。", 1, "见[甲](b.md)。"),
        ("~~删~~", 0, "<del>删</del>"),
        ("见 https://e.org/a。", 2, "见 <https://e.org/a>。"),
        ("a\\<b", 1, "a&lt;b"),
        ("一\\\n二", 1, "一<br>\n二"),
        ("[甲]: 乙丙", 0, "\\[甲]: 乙丙"),
    ],
)
def test_it_is_mended_where_that_is_safe(text: str, at: int, mended: str) -> None:
    assert (at, mended) in seen(inline_traps, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲[^1]。", "the mark [^1] has no note"),
        ("[^1]: 注", 'the note "1" has no mark'),
        ("甲[^1]\n\n[^1]: 注\n\n[^1]: 又", 'a second note "1"'),
        ("[甲][乙]", 'nothing says where "乙" leads'),
        ("甲--＞乙", "ends no comment"),
    ],
)
def test_what_only_a_person_can_mend_is_told(text: str, said: str) -> None:
    told = [one.message for one in inline_traps(BodyText(text)) if not one.edits]
    assert any(said in one for one in told)


@pytest.mark.parametrize("text", ["<！-- 内部 -->", "<!- 内部 ->", "甲 <!-- 一\n\n二 -->"])
def test_a_comment_that_readers_would_see_is_a_problem(text: str) -> None:
    assert any(one.is_problem for one in inline_traps(BodyText(text)))


@pytest.mark.parametrize(
    "text",
    [
        "[甲](b.md)",
        "<https://e.org>",
        "[甲][乙]\n\n[乙]: b.md",
        "甲[^1]\n\n[^1]: 注",
        "`~~a~~`",
        "<!-- 内部 -->",
        "见（附件）",
        "命令：\n\n    curl https://e.org/x ~~y~~\n\n    [a](b.md\n\n末段",
        "命令：\n\n    curl https://e.org/x\n    说明 ~~y~~",
    ],
)
def test_what_is_shown_as_it_was_meant_is_left_alone(text: str) -> None:
    assert list(inline_traps(BodyText(text))) == []
