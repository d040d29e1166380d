"""Work on a stranger's file has limits, and its own errors come back as they are."""

from __future__ import annotations

import os

import pytest

from editing.importing.confined import confined
from editing.importing.model import RefusedError


def test_the_result_comes_back() -> None:
    assert confined(lambda value: value * 2, 21) == 42


@pytest.mark.usefixtures("alone")
def test_it_is_worked_out_elsewhere() -> None:
    assert confined(lambda _: os.getpid(), None) != os.getpid()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "more than .* MB to read"),
        (RecursionError(), "nested deeper"),
        (RefusedError("its own reason"), "its own reason"),
    ],
)
def test_what_goes_too_far_is_refused_with_what_to_do(error: Exception, said: str) -> None:
    def fail(_: object) -> None:
        raise error

    with pytest.raises(RefusedError, match=said):
        confined(fail, None)


def test_other_errors_are_not_hidden() -> None:
    def fail(_: object) -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        confined(fail, None)


@pytest.mark.usefixtures("alone")
def test_a_process_that_was_ended_took_too_long() -> None:
    with pytest.raises(RefusedError, match="seconds to read"):
        confined(lambda _: os._exit(9), None)
