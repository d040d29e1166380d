"""Equal values become one object."""

from __future__ import annotations

from builder.base.interning import interned


def test_the_first_of_equal_ones_stands_for_all() -> None:
    first = interned(("越南", "关税", 7))
    again = tuple(iter(("越南", "关税", 7)))
    assert again is not first
    assert interned(again) is first
    assert interned(("越南", "关税", 8)) is not first


def test_nothing_is_a_value_too() -> None:
    assert interned(None) is None
    assert interned(()) == ()
