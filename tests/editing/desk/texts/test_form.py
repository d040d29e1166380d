"""The form of a bulletin and its text: a field changes its own lines only, or says why it cannot."""

from __future__ import annotations

import re

import pytest

from editing.desk.texts.form import form_values, with_changes
from editing.front.spans import EditError
from tests.editing.desk.editor import Editor
from tests.editing.desk.shown import text
from view.vocabulary.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("front", "changes", "after"),
    [
        ("", {"level": "high"}, "level: 高\n"),
        ("level: 低   # 注\n", {"level": "high"}, "level: 高   # 注\n"),
        ("level: low\n", {"level": "low"}, "level: low\n"),
        ("level: low\n", {"level": None}, ""),
        ("countries: [VN, '泰国']  # 注\n", {"countries": ["VN", "TH"]}, "countries: [VN, '泰国']  # 注\n"),
        ("countries: [VN, TH]\n", {"countries": ["TH"]}, "countries: [TH]\n"),
        ("countries: [VN]\n", {"countries": ["TH", "US"]}, "countries: [泰国, 美国]\n"),
        ("countries:\n  - VN  # 注\n  - TH\n", {"countries": ["VN", "US"]}, "countries:\n  - VN  # 注\n  - 美国\n"),
        ("countries: [VN]\n", {"countries": []}, ""),
        ("keywords: [甲]\n", {"keywords": ["乙", "甲"]}, "keywords: [乙, 甲]\n"),
        ("", {"draft": True}, "draft: true\n"),
        ("draft: true\n", {"draft": False}, ""),
        ("", {"summary": "说：“甲”。\n乙"}, 'summary: "说：“甲”。\\n乙"\n'),
    ],
    ids=str,
)
def test_a_field_changes_its_lines_only(editor: Editor, front: str, changes: dict[str, object], after: str) -> None:
    edited = editor.post("/api/edit", id="a", text=text(front), changes=changes)
    assert edited["text"] == text(after)
    for key, value in changes.items():
        assert (edited["front"].get(key) or None) == (value or None)


@pytest.mark.parametrize("changes", [{"nothing": "x"}, {"countries": "VN"}, {"title": ["x"]}, {"lint_off": {"a": "b"}}])
def test_a_field_that_cannot_be_so_is_refused(editor: Editor, changes: dict[str, object]) -> None:
    assert re.search("[\u4e00-\u9fff]", editor.post("/api/edit", 422, id="a", text=text(), changes=changes)["detail"])


@pytest.mark.parametrize(
    ("front", "values"),
    [
        ("level: 高\n", {"level": "high"}),
        ("countries: [越南, VN, 火星]\n", {"countries": ["VN", "VN", "火星"]}),
        ("countries: 越南\n", {"countries": ["VN"]}),
        ("countries:\n", {"countries": []}),
        ("draft: true\n", {"draft": True}),
        ("draft: false\n", {"draft": False}),
        ("status: withdrawn\n", {"status": "withdrawn"}),
        ("unknown: x\n", {"unknown": "x"}),
    ],
)
def test_values_are_those_of_the_vocabulary_where_it_knows_them(
    vocabulary: Vocabulary, front: str, values: dict[str, object]
) -> None:
    found, body_line = form_values(text(front), vocabulary)
    assert found is not None
    assert {key: value for key, value in found.items() if key not in ("title", "date", "channel")} == values
    assert (found["title"], found["channel"]) == ("甲", "warning")
    assert text(front).split("\n")[body_line - 1 :] in (["", "正文。", ""], ["正文。", ""])


@pytest.mark.parametrize("written", ["", "正文", "---\ntitle: [\n---\n正文", "---\n- 甲\n---\n"])
def test_a_front_that_cannot_be_taken_apart_has_no_values(vocabulary: Vocabulary, written: str) -> None:
    assert form_values(written, vocabulary)[0] is None


@pytest.mark.parametrize(
    ("front", "changes", "said"),
    [
        ("", {"nothing": "x"}, "no key of a bulletin"),
        ("", {"countries": "VN"}, "must be a list"),
        ("countries: VN\n", {"countries": ["TH"]}, "^countries: must be a list; edit it by hand"),
        ("", {"keywords": [1]}, "wrong kind"),
        ("", {"changes": ["x"]}, "wrong kind"),
        ("", {"lint_off": {"a": "b"}}, "edited in the text"),
        ("", {"title": 5}, "must be a text"),
    ],
)
def test_what_cannot_be_changed_is_said(
    vocabulary: Vocabulary, front: str, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(EditError, match=said):
        with_changes(text(front), changes, vocabulary)


def test_a_change_with_its_empty_values_left_out(vocabulary: Vocabulary) -> None:
    note = {"date": "2026-11-21", "kind": "correction", "note": "改", "more": ""}
    changed = with_changes(text(), {"changes": [note]}, vocabulary)
    found, _ = form_values(changed, vocabulary)
    assert found is not None
    assert found["changes"] == [{"date": "2026-11-21", "kind": "correction", "note": "改"}]
    assert with_changes(changed, {"changes": found["changes"]}, vocabulary) == changed
