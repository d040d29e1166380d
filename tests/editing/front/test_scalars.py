"""A text as YAML writes it."""

from __future__ import annotations

import pytest
import yaml

from editing.front.scalars import flow_mapping, quoted, scalar


@pytest.mark.parametrize("text", ["甲", "2026-11-20", "a b", "越南：复审", "/old/page/", "12:30", "a-b"])
def test_what_is_safe_stays_plain(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    "text",
    ["", " a", "a ", "a: b", "a #b", "[a", "{a", "yes", "Null", "- a", "*a", "&a", "!a", '"a"', "a\nb", "#a", "|"],
)
def test_what_yaml_could_take_for_more_is_quoted(text: str) -> None:
    assert scalar(text) == quoted(text)
    assert yaml.safe_load(scalar(text)) == text


def test_the_quotation_marks_of_the_one_before_stay() -> None:
    assert scalar("甲", "'") == "'甲'"
    assert scalar("it's", "'") == "'it''s'"
    assert scalar("a\nb", "'") == '"a\\nb"'
    assert scalar("甲", '"') == '"甲"'


def test_what_json_leaves_and_yaml_refuses_is_escaped() -> None:
    assert quoted("a\u2028b\x85") == '"a\\u2028b\\u0085"'
    assert yaml.safe_load(quoted("a\u2028b\x85c")) == "a\u2028b\x85c"


def test_a_mapping_in_braces() -> None:
    written = flow_mapping({"date": "2026-11-20", "note": "甲, 乙"})
    assert written == '{date: 2026-11-20, note: "甲, 乙"}'
