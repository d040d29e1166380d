"""Which known words differ from each other by one character, prepared when the index is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from search.store.array_file import Array, pack_strings
from search.text.normalise import kind

#: Lengths of words worth mending: shorter ones have too many neighbours, longer ones are seldom one word.
HAN_LENGTHS, LATIN_LENGTHS = range(2, 7), range(4, 21)
#: Stands for the character that differs.
_ANY = "?"


def patterns(word: str) -> Iterator[str]:
    """What a word shares with its neighbours: itself with one character open (Han) or left out (Latin letters)."""
    if all(kind(char) == 2 for char in word) and len(word) in HAN_LENGTHS:
        for at in range(len(word)):
            yield word[:at] + _ANY + word[at + 1 :]
    elif word.isalpha() and all(kind(char) == 1 for char in word) and len(word) in LATIN_LENGTHS:
        yield word
        for at in range(len(word)):
            yield word[:at] + word[at + 1 :]


def neighbour_arrays(words: Iterable[str]) -> dict[str, Array]:
    """Patterns in order, each with the known word that has it."""
    pairs = sorted({(pattern, word) for word in words for pattern in patterns(word)})
    known = sorted({word for _, word in pairs})
    rank = {word: at for at, word in enumerate(known)}
    return {
        **pack_strings("near", [pattern for pattern, _ in pairs]),
        "near_ref": np.array([rank[word] for _, word in pairs], np.uint32),
        **pack_strings("near_word", known),
    }
