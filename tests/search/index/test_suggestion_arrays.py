"""What suggestions are looked up by: names, keywords and titles, in characters and in pinyin."""

from __future__ import annotations

from search.index.suggestion_arrays import KEY_LENGTH, KINDS, key, suggestion_keys
from search.text.segmenter import Segmenter
from tests.search.corpora import vocabulary

NONE: dict[str, list[str]] = {kind: [] for kind in KINDS}


def keys_of(titles: list[str], **values: list[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for one, ref in suggestion_keys(titles, {**NONE, **values}, vocabulary(), Segmenter())[0]:
        found.setdefault(one, set()).add(ref)
    return found


def test_a_title_is_found_in_characters_pinyin_and_initials() -> None:
    found = keys_of(["甲", "越南关税"])
    rank = KINDS.index("bulletin")
    assert [found[key(rank, way, text)] for way, text in enumerate(("越南关税", "yuenanguanshui", "yngs"))] == [{1}] * 3


def test_a_place_is_found_under_every_name() -> None:
    found = keys_of([], country=["US", "VN"])
    assert found[key(0, 0, "越南")] == found[key(0, 1, "yuenan")] == found[key(0, 0, "vnm")] == {1}
    assert "美利坚合众国" in "".join(found)
    assert not any(one[2:].isdigit() for one in found)


def test_letters_have_no_pinyin_and_long_titles_an_end() -> None:
    found = keys_of(["steel", "长" * 100], keyword=["FTA"])
    assert [one for one in found if "steel" in one] == [key(4, 0, "steel")]
    assert found[key(3, 0, "fta")] == {0}
    assert max(map(len, found)) == KEY_LENGTH + 2


def test_keys_are_in_order_and_each_once() -> None:
    keys, spelled = suggestion_keys(["关税", "关税"], NONE, vocabulary(), Segmenter())
    assert keys == sorted(set(keys))
    assert spelled == {"关税"}
    assert keys_of(["", "…"]) == {}
