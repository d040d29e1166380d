"""Dictionaries are nobody else's."""

from __future__ import annotations

from view.vocabulary.dictionary import own_dictionary

NAME = "信风航运保理"


def test_what_is_added_to_one_is_in_no_other() -> None:
    before, changed = own_dictionary(), own_dictionary()
    changed.add_word(NAME, None, None)
    after = own_dictionary()

    assert changed.has_word(NAME)
    assert not before.has_word(NAME)
    assert not after.has_word(NAME)
    assert [one.has_word("信用证") for one in (before, changed, after)] == [True] * 3
