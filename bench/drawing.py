"""Draws for the corpus: seeded, the same in every Python, and templates with choices and slots."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
_PIECE = re.compile(r"\[([^\]]*)\]|\{(\w+)\}")


class Chooser:
    """Draws that are the same in every Python: all come from `Random.random`."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed).random  # noqa: S311 - nothing secret

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return int(self.random() * limit)

    def one(self, values: Sequence[T]) -> T:
        """Any of the values."""
        return values[int(self.random() * len(values))]

    def early(self, values: Sequence[T]) -> T:
        """One of the values, the earlier the likelier, as words and places are in life."""
        share = _shares(len(values))
        return values[_bisect(share, self.random() * share[-1])]


@cache
def _shares(count: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + 3) for rank in range(count)))


def _bisect(shares: tuple[float, ...], at: float) -> int:
    return min(bisect_right(shares, at), len(shares) - 1)


class Deck:
    """Templates drawn without repeating any until all have been drawn."""

    def __init__(self, choose: Chooser, templates: Sequence[str]) -> None:
        self.choose, self.templates = choose, templates
        self.left: list[str] = []

    def draw(self) -> str:
        """The next one."""
        self.left = self.left or list(self.templates)
        return self.left.pop(self.choose.below(len(self.left)))


@cache
def parts(template: str) -> tuple[tuple[str, Any], ...]:
    """A template as (text, choice or slot; its words, choices or name): `[a|b]` is a choice, `{name}` a slot."""
    found_parts: list[tuple[str, Any]] = []
    end = 0
    for found in _PIECE.finditer(template):
        found_parts.append(("text", template[end : found.start()]))
        found_parts.append(("choice", found[1].split("|")) if found[2] is None else ("slot", found[2]))
        end = found.end()
    return (*found_parts, ("text", template[end:]))
