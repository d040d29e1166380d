"""The names that others have for keys, and values as keys take them."""

from __future__ import annotations

import pytest

from editing.importing.labels import IMPORTED, in_columns, in_lines, is_of_use, line_pattern
from tests.machine import PROJECT
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import fold_name, load_vocabulary

VOCABULARY = load_vocabulary(PROJECT)


def test_every_name_leads_to_a_key_of_ours() -> None:
    assert set(in_lines().values()) <= set(IMPORTED)
    assert in_lines().keys() <= in_columns().keys()
    assert all(in_columns()[fold_name(key)] == key for key in IMPORTED)


def test_a_line_says_several_things() -> None:
    text = "来源：示例海关  日期：2026-11-20"
    assert [(in_lines()[fold_name(one[1])], one[2].strip()) for one in line_pattern().finditer(text)] == [
        ("source", "示例海关"),
        ("date", "2026-11-20"),
    ]


@pytest.mark.parametrize(
    ("key", "value", "use"),
    [
        ("date", "2026年11月20日", True),
        ("date", "昨天", False),
        ("countries", "越南、泰国", True),
        ("countries", "越男", False),
        ("level", "高", True),
        ("level", "很高", False),
        ("source", "示例海关", True),
    ],
)
def test_a_value_is_of_use_where_the_key_can_take_it(key: str, value: str, use: bool) -> None:
    assert is_of_use(key, value, VOCABULARY, Settings()) is use
