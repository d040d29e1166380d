"""Synonyms and names of a vocabulary: read, told of by their place when they are wrong, and through JSON."""

from __future__ import annotations

from typing import Any

import pytest

from view.vocabulary.language import Language, Synonym, read_language


def read(data: dict[str, Any]) -> tuple[Language, list[tuple[str, str, int]]]:
    """What is read, and the table, key and place of each problem."""
    told: list[tuple[str, str, int]] = []
    found = read_language(data, lambda table, key, _, nth: told.append((table, key, nth)))
    return found, told


def test_words_that_find_each_other_and_one_that_finds_what_it_means() -> None:
    data = {"synonym": [{"words": ["账期", "信用期", "账期"]}, {"word": "老美", "means": "美国"}]}
    found, told = read(data)
    assert told == []
    assert found.synonyms == (
        Synonym(("账期", "信用期"), ("账期", "信用期")),
        Synonym(("老美",), ("美国",)),
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"synonym": {"words": ["a", "b"]}}, [("synonym", "", 0)]),
        ({"synonym": [{"words": ["a"]}]}, [("synonym", "words", 0)]),
        ({"synonym": [{"words": ["a", "b"]}, {"words": ["a", " "]}]}, [("synonym", "words", 1)]),
        ({"synonym": [{"words": ["a", "b"], "means": ["c"]}]}, [("synonym", "words", 0)]),
        ({"synonym": [{"word": "a"}]}, [("synonym", "means", 0)]),
        ({"synonym": [{"means": ["a"]}]}, [("synonym", "word", 0)]),
        ({"synonym": [{"words": ["a", "b"], "wrods": []}]}, [("synonym", "wrods", 0)]),
        ({"names": []}, [("names", "", 0)]),
        ({"names": {"no_place": []}}, [("names", "no_place", 0)]),
        ({"names": {"no_places": "越南街"}}, [("names", "no_places", 0)]),
        ({"names": {"abbreviations": [5]}}, [("names", "abbreviations", 0)]),
    ],
)
def test_what_is_wrong_is_told_at_its_place(data: dict[str, Any], told: list[tuple[str, str, int]]) -> None:
    assert read(data)[1] == told


def test_a_site_s_words_stand_beside_those_that_are_shipped() -> None:
    own, _ = read({"names": {"no_places": ["越南街"], "abbreviations": ["xyzw"]}})
    assert "越南街" in own.every_no_place() > Language().every_no_place() != frozenset()
    assert "xyzw" in own.every_abbreviation() > Language().every_abbreviation() != frozenset()


def test_it_comes_back_from_json_as_it_was() -> None:
    own, _ = read({"synonym": [{"words": ["a", "b"]}], "names": {"no_places": ["c"], "abbreviations": ["d"]}})
    assert Language.from_json(own.to_json()) == own
