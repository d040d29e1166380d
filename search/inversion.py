"""From documents' streams and words to sorted posting arrays. All of it works on whole arrays, never on one posting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from search.normalise import kind

Array = npt.NDArray[Any]

#: A run of letters and digits is looked up by at most this many; longer ones are told apart by the stream itself.
TOKEN_LENGTH = 64
#: Characters inverted at once; bounds the memory that sorting takes.
_CHUNK = 1 << 22


def kind_table(codes: Array) -> Array:
    """For each 16-bit code that a stream uses how it is indexed (`normalise.kind`)."""
    table = np.zeros(1 << 16, np.uint8)
    for code in np.flatnonzero(np.bincount(codes, minlength=1 << 16)).tolist():
        table[code] = 2 if 0xD800 <= code < 0xE000 else kind(chr(code))
    return table


def stable_order(keys: Array) -> Array:
    """The order that sorts 32-bit keys and keeps equal ones as they come; two passes of radix sort."""
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    high = (keys >> 16).astype(np.uint16)
    if high.any():
        order = order[np.argsort(high[order], kind="stable")]
    return order


def invert_pairs(codes: Array, kinds: Array) -> dict[str, Array]:
    """Where each pair of neighbouring characters stands.

    Every character that stands for itself is posted once, under itself and its right neighbour (0 when that is no
    such character), so the places of one character alone are the neighbouring lists of all its pairs.
    """
    places = np.flatnonzero(kinds == 2).astype(np.uint32)
    neighbours = np.minimum(places + 1, max(len(codes) - 1, 0))
    right = np.where(kinds[neighbours] == 2, codes[neighbours], 0)
    keys = (codes[places].astype(np.uint32) << 16) | right
    return _group("pair", keys, places)


def _group(name: str, keys: Array, places: Array) -> dict[str, Array]:
    """Sort places by key, chunk by chunk; `places` come in order and stay in order under each key."""
    runs = []
    for at in range(0, len(keys), _CHUNK):
        chunk, where = keys[at : at + _CHUNK], places[at : at + _CHUNK]
        order = stable_order(chunk)
        unique, counts = np.unique(chunk[order], return_counts=True)
        runs.append((unique, counts, where[order]))
    return _merge(name, runs)


def _merge(name: str, runs: Sequence[tuple[Array, Array, Array]]) -> dict[str, Array]:
    """Join the runs of consecutive chunks: under each key the first chunk's places come first."""
    keys = np.unique(np.concatenate([unique for unique, _, _ in runs])) if runs else np.zeros(0, np.uint32)
    totals = np.zeros(len(keys), np.int64)
    for unique, counts, _ in runs:
        totals[np.searchsorted(keys, unique)] += counts
    starts = np.zeros(len(keys) + 1, np.uint64)
    np.cumsum(totals, out=starts[1:])
    merged = np.empty(int(starts[-1]), np.uint32)
    free = starts[:-1].astype(np.int64)
    for unique, counts, places in runs:
        rank = np.searchsorted(keys, unique)
        first = np.cumsum(counts) - counts
        merged[np.repeat(free[rank] - first, counts) + np.arange(len(places))] = places
        free[rank] += counts
    return {name: keys.astype(np.uint32), name + "_at": starts, name + "_places": merged}


def token_bounds(kinds: Array) -> tuple[Array, Array]:
    """Where the whole tokens (runs of letters and digits) of a stream begin and end."""
    inside = np.concatenate(([False], kinds == 1, [False]))
    edges = np.diff(inside.astype(np.int8))
    return np.flatnonzero(edges == 1).astype(np.uint32), np.flatnonzero(edges == -1).astype(np.uint32)


def invert_ranked(name: str, ranks: Array, values: Sequence[tuple[str, Array]], size: int) -> dict[str, Array]:
    """Postings of `size` keys known by rank: values ordered by rank, each key's own kept in their order."""
    order = stable_order(ranks)
    starts = np.zeros(size + 1, np.uint64)
    np.cumsum(np.bincount(ranks, minlength=size), out=starts[1:])
    return {name + "_at": starts, **{f"{name}_{label}": array[order] for label, array in values}}
