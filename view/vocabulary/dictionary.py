"""The dictionary of Chinese words that the segmenter brings, for each who needs one of their own."""

from __future__ import annotations

from typing import Any

import rjieba

#: The one that the library loads for itself when it is imported. Nobody else asks it.
_loaded: list[Any] = [rjieba._DEFAULT_JIEBA]


def own_dictionary() -> Any:
    """A dictionary (`rjieba.Jieba`) that nobody else has, so that words may be added to it.

    The first one of a process is there already. Loading another takes a tenth of a second.
    """
    return _loaded.pop() if _loaded else rjieba.Jieba()
