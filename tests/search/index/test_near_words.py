"""Which known words differ from each other by one character."""

from __future__ import annotations

from search.index.near_words import neighbour_arrays, patterns


def test_words_one_character_apart_share_a_pattern() -> None:
    def near(one: str, other: str) -> bool:
        return bool(set(patterns(one)) & set(patterns(other)))

    assert [near("关税", "官税"), near("关税", "官锐"), near("反倾销", "反顷销")] == [True, False, True]
    assert [near("steel", "stel"), near("steel", "steal"), near("steel", "stall")] == [True, True, False]
    assert not near("关税", "关")


def test_what_is_too_short_too_long_or_mixed_has_none() -> None:
    for word in ("关", "一二三四五六七", "abc", "a" * 21, "关tax", "12345"):
        assert list(patterns(word)) == []


def test_each_pattern_of_each_word_has_one_entry() -> None:
    assert neighbour_arrays(["关税", "官税", "关税"])["near_ref"].tolist() == [0, 1, 0, 1]
    assert len(neighbour_arrays([])["near_ref"]) == 0
