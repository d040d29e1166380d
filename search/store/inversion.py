"""From documents' streams and words to sorted posting arrays. All of it works on whole arrays, never on one posting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from search.store.array_file import Array, Values, pack_strings
from search.store.spool import Spool, Spooled
from search.text.normalise import kind
from search.text.terms import LONGEST_TERM, term_of_code

#: A run of letters and digits is looked up by at most this many; longer ones are told apart by the stream itself.
TOKEN_LENGTH = 64
#: Characters inverted at once; bounds the memory that sorting takes.
_CHUNK = 1 << 22
#: Documents whose terms are sorted at once.
_DOCUMENTS = 10_000
#: The key of the first token among terms; below it are the codes of characters.
_TOKENS = 1 << 16
_UNKNOWN = 0xFF


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
    """Postings sorted by key, run by run as they come, then joined; within a key they stay as they came.

    With a `spool` the values of all runs wait there.
    """

    def __init__(self, spool: Spool | None = None) -> None:
        self._spool = spool
        self._runs: list[tuple[Array, Array, dict[str, Array | Spooled]]] = []

    def add(self, keys: Array, **values: Array) -> None:
        """Sort one run of postings: a 32-bit key and values for each."""
        if len(keys):
            order = stable_order(keys)
            unique, counts = np.unique(keys[order], return_counts=True)
            self._runs.append((unique, counts, {name: self._kept(array[order]) for name, array in values.items()}))

    def _kept(self, array: Array) -> Array | Spooled:
        return self._spool.keep(array) if self._spool else array

    def keys(self) -> Array:
        """Every key, in order."""
        return np.unique(np.concatenate([np.zeros(0, np.uint32), *(unique for unique, _, _ in self._runs)]))

    def merge(self, rank_of: Array | None, size: int, **types: Any) -> tuple[Array, dict[str, Iterator[Array]]]:
        """Where the postings of each of `size` ranks begin, and each value of all of them in parts; call it once.

        `rank_of[key]` is the rank of a key; None ranks keys by their order. No rank is divided between two parts, and
        the parts of all values are alike.
        """
        if rank_of is None:
            keys = self.keys()
            runs = [_Run(np.searchsorted(keys, unique), counts, values) for unique, counts, values in self._taken()]
        else:
            runs = [_by_rank(rank_of[unique], counts, values) for unique, counts, values in self._taken()]
        starts = np.zeros(size + 1, np.int64)
        for run in runs:
            starts[run.ranks + 1] += run.counts
        np.cumsum(starts, out=starts)
        return starts, {label: _merged(runs, label, starts, type_) for label, type_ in types.items()}

    def finish(self, name: str, rank_of: Array | None, size: int, **types: Any) -> Iterator[tuple[str, Values]]:
        """What `merge` gives, named."""
        starts, values = self.merge(rank_of, size, **types)
        yield name + "_at", starts.astype(np.uint64)
        for label, parts in values.items():
            yield f"{name}_{label}", parts

    def _taken(self) -> Iterator[tuple[Array, Array, dict[str, Array | Spooled]]]:
        """The runs, each forgotten once it was given."""
        self._runs.reverse()
        while self._runs:
            yield self._runs.pop()


class _Run:
    """Postings of some documents: `ranks` in order, how many each has, and where in `values` they begin."""

    def __init__(self, ranks: Array, counts: Array, values: Mapping[str, Array | Spooled]) -> None:
        self.ranks, self.counts, self.values = ranks, counts, values
        self.begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def _by_rank(ranks: Array, counts: Array, values: Mapping[str, Array | Spooled]) -> _Run:
    """A run that is ordered by its keys, ordered by their ranks."""
    order = np.argsort(ranks, kind="stable")
    begins = (np.cumsum(counts) - counts)[order]
    counts = counts[order]
    places = np.repeat(begins - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    return _Run(ranks[order], counts, {label: array[:][places] for label, array in values.items()})


def _merged(runs: Sequence[_Run], label: str, starts: Array, type_: Any) -> Iterator[Array]:
    """The values of all runs as one, rank by rank, in parts of about `_CHUNK`: never all of it twice in memory."""
    yield np.empty(0, type_)  # tells the type of values where there are none
    cuts = np.searchsorted(starts, np.arange(0, starts[-1], _CHUNK)).tolist()
    for first, last in pairwise(sorted({*cuts, len(starts) - 1})):
        part = np.empty(starts[last] - starts[first], type_)
        free = starts[first:last] - starts[first]
        for run in runs:
            begin, end = np.searchsorted(run.ranks, (first, last)).tolist()
            ranks, counts = run.ranks[begin:end] - first, run.counts[begin:end]
            offsets = free[ranks] - (run.begins[begin:end] - run.begins[begin])
            target = np.repeat(offsets, counts) + np.arange(run.begins[end] - run.begins[begin])
            part[target] = run.values[label][run.begins[begin] : run.begins[end]]
            free[ranks] += counts
        yield part


class StreamInverter:
    """Where each pair of neighbouring characters and each token of letters and digits stands in all streams together.

    Every character that stands for itself is posted once, under itself and its right neighbour (0 when that is no
    such character), so the places of one character alone are the neighbouring lists of all its pairs.
    """

    def __init__(self, spool: Spool | None = None) -> None:
        self.numbers: dict[str, int] = {}  # token → number in the order met
        self.table = np.zeros(1 << 16, np.uint8)
        self._pairs, self._tokens = Inverter(spool), Inverter()
        self._place = 0

    def add(self, codes: Array) -> None:
        """Take the streams that follow those taken before, one after the other."""
        self.table = np.maximum(self.table, kind_table(codes))
        kinds = self.table[codes]
        places = np.flatnonzero(kinds == 2).astype(np.uint32)
        right = np.where(kinds[places + 1] == 2, codes[places + 1], 0)  # no stream ends with a character
        keys = (codes[places].astype(np.uint32) << 16) | right
        self._pairs.add(keys, places=places + np.uint32(self._place))
        begins, texts = _tokens(codes, kinds)
        met = [self.numbers.setdefault(text, len(self.numbers)) for text in texts]
        self._tokens.add(np.array(met, np.uint32), places=begins.astype(np.uint32) + np.uint32(self._place))
        self._place += len(codes)

    def arrays(self) -> Iterator[tuple[str, Values]]:
        """All of it; call it once, when everything has been added."""
        yield "kind", self.table
        keys = self._pairs.keys()
        yield "pair", keys
        yield from self._pairs.finish("pair", None, len(keys), places=np.uint32)
        tokens, rank_of = ranked(self.numbers)
        yield from pack_strings("token", tokens).items()
        yield from self._tokens.finish("token_posting", rank_of, len(tokens), places=np.uint32)


class TermInverter:
    """Which documents hold each character and each token of letters and digits, wherever they stand in their streams.

    Documents are added in the order of their numbers, from 0.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._kinds = np.full(1 << 16, _UNKNOWN, np.uint8)
        self._inverter = Inverter()
        self._keys: list[Array] = []
        self._first = 0

    def add(self, codes: Array) -> None:
        """Take the streams of the next document."""
        used = np.unique(codes)
        if (self._kinds[used] == _UNKNOWN).any():
            self._kinds[used] = kind_table(used)[used]
        tokens = _tokens(codes, self._kinds[codes], LONGEST_TERM)[1]
        met = {self._numbers.setdefault(token, len(self._numbers)) + _TOKENS for token in tokens}
        self._keys.append(np.concatenate([used[self._kinds[used] == 2], np.array(sorted(met), np.uint32)]))
        if len(self._keys) == _DOCUMENTS:
            self._sort()

    def _sort(self) -> None:
        docs = np.arange(self._first, self._first + len(self._keys), dtype=np.uint32)
        repeated = np.repeat(docs, [len(keys) for keys in self._keys])
        self._inverter.add(np.concatenate([np.zeros(0, np.uint32), *self._keys]).astype(np.uint32), docs=repeated)
        self._first, self._keys = self._first + len(self._keys), []

    def postings(self) -> tuple[list[str], Array, Iterator[Array]]:
        """The terms in order, where the documents of each begin, and the documents of all, in parts; call it once."""
        self._sort()
        characters = np.flatnonzero(self._kinds == 2).tolist()
        keys = {term_of_code(code): code for code in characters}
        keys |= {token: number + _TOKENS for token, number in self._numbers.items()}
        terms = sorted(keys)
        rank_of = np.zeros(_TOKENS + len(self._numbers), np.uint32)
        rank_of[[keys[term] for term in terms]] = np.arange(len(terms), dtype=np.uint32)
        starts, values = self._inverter.merge(rank_of, len(terms), docs=np.uint32)
        return terms, starts, values["docs"]


def pieces(streams: Iterable[bytes]) -> Iterator[Array]:
    """Streams joined until there is enough for one sorting."""
    held: list[bytes] = []
    size = 0
    for stream in streams:
        held.append(stream)
        size += len(stream) // 2
        if size >= _CHUNK:
            yield np.frombuffer(b"".join(held), np.uint16)
            held, size = [], 0
    if size:
        yield np.frombuffer(b"".join(held), np.uint16)


def _tokens(codes: Array, kinds: Array, longest: int = TOKEN_LENGTH) -> tuple[Array, list[str]]:
    """Where the whole tokens (runs of letters and digits) of a chunk begin, and what they are looked up by."""
    edges = np.diff(np.concatenate(([False], kinds == 1, [False])).astype(np.int8))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    text = codes.tobytes().decode("utf-16-le", "surrogatepass")
    bounds = zip(begins.tolist(), np.minimum(ends, begins + longest).tolist(), strict=True)
    return begins, [text[first:last] for first, last in bounds]


def ranked(numbers: Mapping[str, int]) -> tuple[list[str], Array]:
    """Texts in order, and for each number given in the order met the rank of its text."""
    texts = sorted(numbers)
    rank_of = np.zeros(len(texts), np.uint32)
    rank_of[[numbers[text] for text in texts]] = np.arange(len(texts), dtype=np.uint32)
    return texts, rank_of
