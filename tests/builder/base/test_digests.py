"""Digests tell values and bytes apart, the same in every process."""

from __future__ import annotations

import pytest

from builder.base.digests import digest, file_digest


def test_they_last() -> None:
    """What a build of yesterday noted is compared with them."""
    assert digest("甲", 1, None).hex() == "d5e41b52cd1a8de2"
    assert file_digest(b"a").hex() == "27c35e6e9373877f29e562464e46497e"


@pytest.mark.parametrize(
    ("one", "other"), [(("a", "b"), ("ab",)), ((1,), ("1",)), ((), (None,)), ((b"a",), ("a",)), (("\ud800",), ("?",))]
)
def test_values_that_look_alike_are_told_apart(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert digest(*one) != digest(*other)
