"""Garbage collection rests within the block, and goes on after it only where it went on before."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from builder.base.gc_pause import gc_paused


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    was_on = gc.isenabled()
    yield
    (gc.enable if was_on else gc.disable)()


def test_it_goes_on_even_when_the_block_fails() -> None:
    @gc_paused()
    def fail() -> None:
        seen.append(gc.isenabled())
        raise KeyError

    seen: list[bool] = []
    gc.enable()
    with pytest.raises(KeyError):
        fail()
    assert (seen, gc.isenabled()) == ([False], True)


def test_one_within_another_does_not_begin_it_too_early() -> None:
    gc.enable()
    with gc_paused():
        with gc_paused():
            pass
        assert not gc.isenabled()
    gc.disable()
    with gc_paused():
        pass
    assert not gc.isenabled()
