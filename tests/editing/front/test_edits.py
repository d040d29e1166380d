"""Front matter edited in place: the value that was meant changes, every other byte stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.reading.front_matter import FrontMatter, SourceText, split
from editing.front.edits import FrontEdit
from editing.front.scalars import scalar
from editing.front.spans import EditError, Spans
from tests.editing.front.written import fronts

HEAD = "---\ntitle: 甲\ndate: 2026-11-20\n"
ENTRY = {"date": "2026-11-21", "kind": "update", "note": "补充: 一"}


def edited(front: str) -> FrontEdit:
    return FrontEdit(f"---\n{front}---\n正文\n")


#: Front matter, and what becomes of it when `level` is set to 低.
SET = {
    "plain": ("level: 高\n", "level: 低\n"),
    "with a comment": ("level:  高   # 先\n# 后\n", "level:  低   # 先\n# 后\n"),
    "in double quotation marks": ('level: "高"\n', 'level: "低"\n'),
    "in single quotation marks": ("level: '高'\n", "level: '低'\n"),
    "nothing": ("level:\n", "level: 低\n"),
    "nothing, with a comment": ("level:   # 空\n", "level: 低   # 空\n"),
    "in its own line": ("level:\n  高\n", "level:\n  低\n"),
    "as a block": ("level: |\n  高\ntitle: 甲\n", "level: 低\ntitle: 甲\n"),
    "with a full-width colon": ("level：高\ntitle：甲\n", "level：低\ntitle：甲\n"),
    "in braces": ("{title: 甲, level: 高}\n", "{title: 甲, level: 低}\n"),
    "in braces, new": ("{title: 甲}\n", "{title: 甲, level: 低}\n"),
    "new": ("title: 甲\n# 注\n", "title: 甲\n# 注\nlevel: 低\n"),
    "new, all indented": ("  title: 甲\n", "  title: 甲\n  level: 低\n"),
    "new, after a block": ("title: |\n  甲\n", "title: |\n  甲\nlevel: 低\n"),
}


@pytest.mark.parametrize("name", SET)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_key_is_set_in_its_place(name: str, newline: str) -> None:
    before, after = (text.replace("\n", newline) for text in SET[name])
    front = FrontEdit(f"\ufeff---{newline}{before}---{newline}正文")
    front.set("level", "低")
    assert front.text == f"\ufeff---{newline}{after}---{newline}正文"


#: Front matter, and what becomes of it when `level` is taken away.
REMOVED = {
    "with its comment": ("level: 高 # 注\n# 留\ntitle: 甲\n", "# 留\ntitle: 甲\n"),
    "the last": ("title: 甲\nlevel: 高\n", "title: 甲\n"),
    "of many lines": ("level:\n  - 甲\n  # 注\n  - 乙\n# 留\ntitle: 甲\n", "# 留\ntitle: 甲\n"),
    "a block": ("level: >\n  甲\n  乙\n\ntitle: 甲\n", "title: 甲\n"),
    "in braces": ("{level: 高, title: 甲}\n", "{title: 甲}\n"),
    "last in braces": ("{title: 甲, level: 高}\n", "{title: 甲}\n"),
    "not there": ("title: 甲\n", "title: 甲\n"),
}


@pytest.mark.parametrize("name", REMOVED)
def test_a_key_is_taken_away_with_its_lines(name: str) -> None:
    before, after = REMOVED[name]
    front = edited(before)
    front.remove("level")
    assert front.text == f"---\n{after}---\n正文\n"


LINES = 'date: 2026-11-21\n{0}  kind: update\n{0}  note: "补充: 一"\n'
FLOW = '{date: 2026-11-21, kind: update, note: "补充: 一"}'
#: Front matter, and what becomes of it when a change is added.
APPENDED = {
    "absent": ("title: 甲\n", "title: 甲\nchanges:\n  - " + LINES.format("  ")),
    "nothing": ("changes:\ntitle: 甲\n", f"changes: [{FLOW}]\ntitle: 甲\n"),
    "empty": ("changes: []\n", f"changes: [{FLOW}]\n"),
    "in brackets": ("changes: [ {note: 甲} ]\n", f"changes: [ {{note: 甲}}, {FLOW} ]\n"),
    "in lines": (
        "changes:\n- note: 甲\n# 注\ntitle: 甲\n",
        "changes:\n- note: 甲\n- " + LINES.format("") + "# 注\ntitle: 甲\n",
    ),
    "in lines, far in": (
        "changes:\n    - note: 甲  # 注\n",
        "changes:\n    - note: 甲  # 注\n    - " + LINES.format("    "),
    ),
    "after a block": (
        "changes:\n  - note: |\n      甲\n",
        "changes:\n  - note: |\n      甲\n  - " + LINES.format("  "),
    ),
}


@pytest.mark.parametrize("name", APPENDED)
def test_an_item_is_added_at_the_end_of_its_list(name: str) -> None:
    before, after = APPENDED[name]
    front = edited(before)
    front.append("changes", ENTRY)
    assert front.text == f"---\n{after}---\n正文\n"
    if "changes:\n" in before or "[ " in before or name == "empty":
        count = len(front.items("changes"))
        front.remove_item("changes", count - 1)
        assert name == "nothing" or front.text == f"---\n{before}---\n正文\n"


def test_the_last_item_in_lines_goes_with_its_key() -> None:
    front = edited("aliases:\n  - /a/\ntitle: 甲\n")
    front.remove_item("aliases", 0)
    assert front.text == "---\ntitle: 甲\n---\n正文\n"


def test_an_item_in_the_middle_is_taken_away() -> None:
    for before, after in [
        ("[/a/, /b/, /c/]", "[/a/, /c/]"),
        ("\n  - /a/\n  -\n    /b/  # 注\n  - /c/", "\n  - /a/\n  - /c/"),
    ]:
        front = edited(f"aliases: {before}\n")
        front.remove_item("aliases", 1)
        assert front.text == f"---\naliases: {after}\n---\n正文\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("正文", "does not begin"),
        ("---\ntitle: 甲\n", "never closed"),
        ("---\ntitle: [\n---\n", "not valid YAML"),
        ("---\n- 甲\n---\n", "not lines"),
        ("---\na: &a [*a]\n---\n", "nested too deeply|too many"),
    ],
)
def test_what_cannot_be_edited_is_refused(text: str, reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        FrontEdit(text).set("level", "低")


def test_a_value_that_another_shares_is_left_to_a_person() -> None:
    front = edited("title: &a 甲\nsummary: *a\n")
    with pytest.raises(EditError, match="by hand"):
        front.set("title", "乙")
    assert front.text == "---\ntitle: &a 甲\nsummary: *a\n---\n正文\n"


def test_names_that_unfold_without_end_cost_little() -> None:
    names = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
    with pytest.raises(EditError, match="too many"):
        edited(f"a0: &a0 [甲]\n{names}").set("level", "低")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_written_so_that_yaml_reads_it(text: str) -> None:
    for style in (None, "'", '"'):
        written = scalar(text, style)
        for front, wanted in (
            (f"a: {written}\n", text),
            (f"a: [{written}, b]\n", [text, "b"]),
            (f"{{a: {written}}}\n", text),
        ):
            assert Spans(f"---\n{front}---\n").plain()["a"] == wanted


@given(fronts())
def test_any_edit_and_its_undoing_leave_every_byte(text: str) -> None:
    front = FrontEdit(text)
    before = front.value("level")
    front.set("level", "低")
    front.append("changes", ENTRY)
    source = SourceText("a.md", front.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    parts = split(source)
    assert parts
    read = FrontMatter(source, parts[0])
    assert read.text("level") == "低"
    front.remove_item("changes", -1)
    if before is None:
        front.remove("level")
    else:
        front.set("level", str(before))
    assert front.text == text
