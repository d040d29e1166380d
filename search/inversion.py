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


class Inverter:
    """Postings sorted by key, run by run as they come, then joined; within a key they stay as they came."""

    def __init__(self) -> None:
        self._runs: list[tuple[Array, Array, dict[str, Array]]] = []

    def add(self, keys: Array, **values: Array) -> None:
        """Sort one run of postings: a 32-bit key and values for each."""
        if len(keys):
            order = stable_order(keys)
            unique, counts = np.unique(keys[order], return_counts=True)
            self._runs.append((unique, counts, {name: array[order] for name, array in values.items()}))

    def keys(self) -> Array:
        """Every key, in order."""
        return np.unique(np.concatenate([np.zeros(0, np.uint32), *(unique for unique, _, _ in self._runs)]))

    def finish(self, name: str, rank_of: Array | None, size: int, **types: Any) -> Iterator[tuple[str, Array]]:
        """Where the postings of each of `size` ranks begin, and the values; what was yielded is forgotten.

        `rank_of[key]` is the rank of a key; None ranks keys by their order.
        """
        keys = self.keys()

        def ranks(given: Array) -> Array:
            found: Array = rank_of[given] if rank_of is not None else np.searchsorted(keys, given)
            return found

        totals = np.zeros(size, np.int64)
        for unique, counts, _ in self._runs:
            totals[ranks(unique)] += counts
        starts = np.zeros(size + 1, np.uint64)
        np.cumsum(totals, out=starts[1:])
        yield name + "_at", starts
        merged = {label: np.empty(int(starts[-1]), kind) for label, kind in types.items()}
        free = starts[:-1].astype(np.int64)
        self._runs.reverse()
        while self._runs:
            unique, counts, values = self._runs.pop()
            rank = ranks(unique)
            target = np.repeat(free[rank] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
            for label, array in values.items():
                merged[label][target] = array
            free[rank] += counts
        while merged:
            label = next(iter(merged))
            yield f"{name}_{label}", merged.pop(label)


class StreamInverter:
    """Where each pair of neighbouring characters and each token of letters and digits stands in all streams together.

    Every character that stands for itself is posted once, under itself and its right neighbour (0 when that is no
    such character), so the places of one character alone are the neighbouring lists of all its pairs.
    """

    def __init__(self, codes: Array, ends: Sequence[int]) -> None:
        self.numbers: dict[str, int] = {}  # token → number in the order met
        self.table = np.zeros(1 << 16, np.uint8)
        self._pairs, self._tokens = Inverter(), Inverter()
        first = 0
        for last in _divided(ends):
            self._invert(codes[first:last], first)
            first = last

    def _invert(self, codes: Array, first: int) -> None:
        self.table = np.maximum(self.table, kind_table(codes))
        kinds = self.table[codes]
        places = np.flatnonzero(kinds == 2).astype(np.uint32)
        right = np.where(kinds[places + 1] == 2, codes[places + 1], 0)  # no piece ends with a character
        keys = (codes[places].astype(np.uint32) << 16) | right
        self._pairs.add(keys, places=places + np.uint32(first))
        begins, texts = _tokens(codes, kinds)
        met = [self.numbers.setdefault(text, len(self.numbers)) for text in texts]
        self._tokens.add(np.array(met, np.uint32), places=begins.astype(np.uint32) + np.uint32(first))

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """All of it, once: what was yielded is forgotten."""
        yield "kind", self.table
        keys = self._pairs.keys()
        yield "pair", keys
        yield from self._pairs.finish("pair", None, len(keys), places=np.uint32)
        tokens, rank_of = ranked(self.numbers)
        yield from pack_strings("token", tokens).items()
        yield from self._tokens.finish("token_posting", rank_of, len(tokens), places=np.uint32)


def _divided(ends: Sequence[int]) -> Iterator[int]:
    """The ends of pieces that are large enough to be worth sorting at once."""
    reached = 0
    for end in ends:
        if end - reached >= _CHUNK or end == ends[-1]:
            if end > reached:
                yield end
            reached = end


def _tokens(codes: Array, kinds: Array) -> tuple[Array, list[str]]:
    """Where the whole tokens (runs of letters and digits) of a chunk begin, and what they are looked up by."""
    edges = np.diff(np.concatenate(([False], kinds == 1, [False])).astype(np.int8))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    text = codes.tobytes().decode("utf-16-le", "surrogatepass")
    bounds = zip(begins.tolist(), np.minimum(ends, begins + TOKEN_LENGTH).tolist(), strict=True)
    return begins, [text[first:last] for first, last in bounds]


def ranked(numbers: Mapping[str, int]) -> tuple[list[str], Array]:
    """Texts in order, and for each number given in the order met the rank of its text."""
    texts = sorted(numbers)
    rank_of = np.zeros(len(texts), np.uint32)
    rank_of[[numbers[text] for text in texts]] = np.arange(len(texts), dtype=np.uint32)
    return texts, rank_of
