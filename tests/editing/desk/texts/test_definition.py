"""The form's fields and the lists to pick from: every key has its field, every value can be found by typing."""

from __future__ import annotations

import re

import pytest

from builder.reading.keys import BULLETIN_KEYS
from editing.desk.texts.definition import BY_STEPS, FORM, form_fields, pick_lists
from view.vocabulary.vocabulary import Vocabulary

KINDS = {"text", "long", "moment", "choice", "choices", "words", "lines", "changes", "flag", "status", "id", "map"}


def test_every_key_has_a_field_in_chinese() -> None:
    fields = form_fields()
    assert [one["key"] for one in fields] == [key.name for key in BULLETIN_KEYS]
    assert set(FORM) == {key.name for key in BULLETIN_KEYS}
    assert all(re.search("[\u4e00-\u9fff]", one["label"]) and one["kind"] in KINDS for one in fields)
    assert {one["key"] for one in fields if one["required"]} == {"title", "date", "channel"}
    assert {one["key"] for one in fields if one["by_steps"]} == set(BY_STEPS)


def test_every_list_that_a_field_picks_from_is_there(vocabulary: Vocabulary) -> None:
    lists = pick_lists(vocabulary)
    assert {one["vocabulary"] for one in form_fields() if one["vocabulary"]} <= set(lists)
    assert all(rows for rows in lists.values())


@pytest.mark.parametrize(
    ("facet", "code", "label", "pinyin"),
    [
        ("country", "VN", "越南", "yuenan yn"),
        ("channel", "warning", "风险预警", "fengxianyujing fxyj"),
        ("industry", "textile", "纺织服装", "fangzhifuzhuang fzfz"),
        ("level", "high", "高", "gao g"),
        ("status", "withdrawn", "已撤回", "yichehui ych"),
    ],
)
def test_a_value_is_found_by_its_sounds(vocabulary: Vocabulary, facet: str, code: str, label: str, pinyin: str) -> None:
    (found,) = (one for one in pick_lists(vocabulary)[facet] if one["code"] == code)
    assert (found["label"], found["pinyin"]) == (label, pinyin)


def test_aliases_come_along(vocabulary: Vocabulary) -> None:
    assert {one["code"]: one["aliases"] for one in pick_lists(vocabulary)["industry"]} == {
        "steel": [], "textile": ["纺织"]
    }  # fmt: skip
