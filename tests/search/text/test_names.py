"""Names of places, industries and channels in texts: the longest, and none that a longer word runs over."""

from __future__ import annotations

import pytest

from search.text.names import NameBook
from search.text.normalise import fold, fold_for_words
from search.text.segmenter import Segmenter
from tests.search.corpora import vocabulary

BOOK = NameBook(vocabulary())
SEGMENTER = Segmenter(BOOK.han_names())


def named(text: str) -> list[tuple[str, list[str]]]:
    """What stands in a text, and the codes that it names."""
    keys = fold(text)
    cut = [(keys[start:end], start, end) for _, start, end in SEGMENTER.all_words(fold_for_words(text, keys))]
    return [(keys[start:end], [one.code for one in some]) for some, start, end in BOOK.spans(keys, cut)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("越南上调关税", ["VN"]),
        ("刚果（金）的铜矿", ["CD"]),
        ("刚果（布）的港口", ["CG"]),
        ("imports from Viet Nam rise", ["VN"]),
        ("中国香港与中国澳门", ["HK", "MO"]),
        ("几内亚比绍", ["GW"]),
        ("沿海地区", []),
    ],
)
def test_the_longest_name_is_the_one_that_is_meant(text: str, codes: list[str]) -> None:
    assert [code for _, some in named(text) for code in some] == codes


def test_a_longer_word_that_is_no_place_names_nothing() -> None:
    assert named("马里兰州的港口") == [("马里兰州", [])]
    assert named("访问马里。") == [("马里", ["ML"])]


def test_codes_are_no_names_but_may_be_typed() -> None:
    assert BOOK.named("vn") == ()
    assert [one.code for one in BOOK.coded("vn")] == ["VN"]


def test_the_word_of_an_entity_can_stand_in_no_text() -> None:
    entity = BOOK.entities["country", "VN"]
    assert (entity.word, entity.is_place) == ("@country:VN", True)
    assert not BOOK.entities["industry", "steel"].is_place
    assert all(BOOK.named(name) for name in entity.names)
