"""Sorted names, titles and near words in a file of arrays, as suggestions and corrections look them up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from search.index.suggestion_arrays import KEY_LENGTH, KINDS, key
from search.store.array_file import Sidecar, Strings


class NameKeys:
    """The sorted keys of titles, names and keywords in one file of arrays (`suggestion_arrays`)."""

    def __init__(self, sidecar: Sidecar) -> None:
        self._keys = Strings(sidecar, "suggest")
        self._refs = sidecar.arrays["suggest_ref"]
        self._values = {name: Strings(sidecar, name) for name in KINDS[:4]}

    def refs(self, rank: int, way: int, typed: str, *, whole: bool = False) -> npt.NDArray[Any]:
        """The values or documents whose key begins with the typed text; with `whole` it is the key."""
        if len(typed) > KEY_LENGTH:
            return self._refs[:0]
        wanted = key(rank, way, typed)
        after = "\0" if whole else "\U0010ffff"
        return np.unique(self._refs[self._keys.find(wanted) : self._keys.find(wanted + after)])

    def values(self, rank: int, way: int, typed: str, *, whole: bool = False) -> list[str]:
        """The codes of one kind whose names begin with the typed text, or (`whole`) are it."""
        return [self._values[KINDS[rank]][ref] for ref in self.refs(rank, way, typed, whole=whole).tolist()]


class NearWords:
    """The known words in one file of arrays, by what they share with their neighbours (`near_words`)."""

    def __init__(self, sidecar: Sidecar) -> None:
        self._patterns, self._words = Strings(sidecar, "near"), Strings(sidecar, "near_word")
        self._refs = sidecar.arrays["near_ref"]

    def words(self, pattern: str) -> Iterator[str]:
        """The words that have a pattern."""
        at = self._patterns.find(pattern)
        while at < len(self._patterns) and self._patterns[at] == pattern:
            yield self._words[int(self._refs[at])]
            at += 1
