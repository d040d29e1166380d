"""Names of places in a text: whole ones, the longest, in order."""

from __future__ import annotations

import pytest

from editing.mentions import mentions
from tests.machine import PROJECT
from view.vocabulary.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(PROJECT)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("scuba diving", []),
        ("cubans", []),
        ("to Cuba, soon", [("Cuba", "CU")]),
        ("在Cuba的", [("Cuba", "CU")]),
        ("几内亚比绍与几内亚", [("几内亚比绍", "GW"), ("几内亚", "GN")]),
    ],
)
def test_a_name_within_a_longer_word_or_name_does_not_count(text: str, named: list[tuple[str, str]]) -> None:
    assert list(mentions(VOCABULARY, "country", text)) == named
