"""Equal values that many bulletins have, as one object each."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")

_shared: dict[Any, Any] = {}


def interned(value: T) -> T:
    """The first value given that equals this one: for codes and days, of which there are few.

    They take memory once, a ledger packs them once, and processes that look at all bulletins (whose references Python
    counts in the objects themselves) come to have copies of few pages of memory.
    """
    one: T = _shared.setdefault(value, value)
    return one
