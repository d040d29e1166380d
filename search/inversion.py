"""From documents' streams and words to sorted posting arrays. All of it works on whole arrays, never on one posting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from search.normalise import kind
from search.sidecar import pack_strings

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


def invert_streams(streams: Sequence[bytes]) -> tuple[list[str], dict[str, Array]]:
    """The tokens of letters and digits in order, and where each and each pair of neighbouring characters stands.

    A stream is canonical text, 16 bits a character, and ends with a boundary. Every character that stands for itself
    is posted once, under itself and its right neighbour (0 when that is no such character), so the places of one
    character alone are the neighbouring lists of all its pairs.
    """
    table = np.zeros(1 << 16, np.uint8)
    runs: list[tuple[Array, Array, Array]] = []
    numbers: dict[str, int] = {}
    token_numbers, token_places = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint32)]
    base = 0
    for data in _chunks(streams):
        codes = np.frombuffer(data, np.uint16)
        table = np.maximum(table, kind_table(codes))
        kinds = table[codes]
        runs.append(_pair_run(codes, kinds, base))
        begins, tokens = _tokens(data, kinds)
        token_numbers.append(np.array([numbers.setdefault(token, len(numbers)) for token in tokens], np.uint32))
        token_places.append(begins.astype(np.uint32) + np.uint32(base))
        base += len(codes)
    tokens_in_order, ranks = rank_numbers(numbers, np.concatenate(token_numbers))
    return tokens_in_order, {
        "kind": table,
        **_merge("pair", runs),
        **pack_strings("token", tokens_in_order),
        **invert_ranked("token_posting", ranks, [("places", np.concatenate(token_places))], len(tokens_in_order)),
    }


def _chunks(streams: Sequence[bytes]) -> Iterator[bytes]:
    """Streams joined until there is enough to sort at once."""
    waiting: list[bytes] = []
    size = 0
    for stream in streams:
        waiting.append(stream)
        size += len(stream)
        if size >= 2 * _CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if size:
        yield b"".join(waiting)


def _pair_run(codes: Array, kinds: Array, base: int) -> tuple[Array, Array, Array]:
    """The pairs of a chunk in order, how often each stands there, and the places of all."""
    places = np.flatnonzero(kinds == 2).astype(np.uint32)
    right = np.where(kinds[places + 1] == 2, codes[places + 1], 0)  # no chunk ends with a character
    keys = (codes[places].astype(np.uint32) << 16) | right
    order = stable_order(keys)
    unique, counts = np.unique(keys[order], return_counts=True)
    return unique, counts, places[order] + np.uint32(base)


def _tokens(data: bytes, kinds: Array) -> tuple[Array, list[str]]:
    """Where the whole tokens (runs of letters and digits) of a chunk begin, and what they are looked up by."""
    edges = np.diff(np.concatenate(([False], kinds == 1, [False])).astype(np.int8))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    text = data.decode("utf-16-le", "surrogatepass")
    bounds = zip(begins.tolist(), np.minimum(ends, begins + TOKEN_LENGTH).tolist(), strict=True)
    return begins, [text[first:last] for first, last in bounds]


def rank_numbers(numbers: Mapping[str, int], given: Array) -> tuple[list[str], Array]:
    """Texts in order, and for numbers given in the order met the ranks of their texts."""
    texts = sorted(numbers)
    rank_of = np.zeros(len(texts), np.uint32)
    rank_of[[numbers[text] for text in texts]] = np.arange(len(texts), dtype=np.uint32)
    return texts, rank_of[given]


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


def invert_ranked(name: str, ranks: Array, values: Sequence[tuple[str, Array]], size: int) -> dict[str, Array]:
    """Postings of `size` keys known by rank: values ordered by rank, each key's own kept in their order."""
    order = stable_order(ranks)
    starts = np.zeros(size + 1, np.uint64)
    np.cumsum(np.bincount(ranks, minlength=size), out=starts[1:])
    return {name + "_at": starts, **{f"{name}_{label}": array[order] for label, array in values}}
