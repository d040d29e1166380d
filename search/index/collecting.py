"""Collects documents in the order they come and makes of them the arrays of a segment, numbered from the newest."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from search.index.near_words import neighbour_arrays
from search.index.suggestion_arrays import suggestion_arrays
from search.query_types import FACETS
from search.store.array_file import Array, Values, pack_strings
from search.store.inversion import Inverter, StreamInverter, TermInverter, pieces, ranked
from search.store.spool import Spool
from search.store.whoosh_pool import Postings
from search.text.analysis import STREAM_FIELDS, Analysis
from search.text.segmenter import Segmenter
from view.bulletin import STATUSES, Document
from view.vocabulary.vocabulary import Vocabulary

NamedArrays = Iterator[tuple[str, Values]]

#: Documents whose words are inverted at once; bounds the memory that sorting takes.
_DOCUMENTS = 10_000


class Collected:
    """What the sidecar is made of, kept as small as it can be until all documents are there.

    The streams, which are most of it, wait in a spool.
    """

    def __init__(self, folder: Path) -> None:
        self._spool = Spool(folder)
        self._dates: list[tuple[int, str]] = []  # when published (microseconds), id
        self._titles: list[str] = []
        self._digests: list[str] = []
        self._statuses = bytearray()
        self._values: list[tuple[tuple[str, ...], ...]] = []  # of each facet
        self._lengths = array("I")  # of each document each stream's, in characters
        self._words: list[tuple[Array, Array]] = []  # word numbers, weights
        self._numbers: dict[str, int] = {}  # word → number in the order met

    @property
    def count(self) -> int:
        """How many documents there are so far."""
        return len(self._dates)

    def add(self, document: Document, analysis: Analysis) -> None:
        """Take one document."""
        self._dates.append(_age_key(document))
        self._titles.append(document.title)
        self._digests.append(document.digest)
        self._statuses.append(STATUSES.index(document.status))
        level = (document.level,) if document.level else ()
        held = (document.countries, document.industries, (document.channel,), level, document.keywords)
        self._values.append(tuple(tuple(dict.fromkeys(values)) for values in held))
        self._spool.put(b"".join(analysis.streams))
        self._lengths.extend([len(stream) // 2 for stream in analysis.streams])
        numbers = [self._numbers.setdefault(word, len(self._numbers)) for word in analysis.words]
        self._words.append((np.array(numbers, np.uint32), np.array(list(analysis.words.values()), np.uint16)))

    def postings(self) -> Iterator[tuple[bytes, Postings]]:
        """Each word, in the order of their bytes, with its documents in the order they came and its weights there."""
        words, rank_of = ranked(self._numbers)  # the order of characters is that of their bytes in UTF-8
        inverter = self._inverted_words(range(self.count))
        starts, values = inverter.merge(rank_of, len(words), docs=np.uint32, weights=np.float32)
        return _one_by_one(words, starts, zip(values["docs"], values["weights"], strict=True))

    def terms(self) -> Iterator[tuple[bytes, Postings]]:
        """Each character and token in the same way; they have no weights."""
        inverter = TermInverter()
        begin = 0
        sizes = np.array(self._lengths, np.int64).reshape(-1, len(STREAM_FIELDS)).sum(axis=1) * 2
        for size in sizes.tolist():
            inverter.add(np.frombuffer(self._spool.get(begin, size), np.uint16))
            begin += size
        terms, starts, docs = inverter.postings()
        return _one_by_one(terms, starts, ((part, np.ones(len(part), np.float32)) for part in docs))

    def arrays(self, vocabulary: Vocabulary, segmenter: Segmenter) -> NamedArrays:
        """All arrays, once. Documents are numbered from the newest (date, then id), which is `sort=newest`."""
        order = sorted(range(self.count), key=self._dates.__getitem__, reverse=True)
        titles = [self._titles[at] for at in order]
        used, facets = _facet_arrays([self._values[at] for at in order])
        yield "stored", np.array(order, np.uint32)
        yield "date", np.array([self._dates[at][0] for at in order], np.int64)
        yield "status", np.frombuffer(self._statuses, np.uint8)[order] if order else np.zeros(0, np.uint8)
        yield from pack_strings("id", [self._dates[at][1] for at in order]).items()
        yield from pack_strings("title", titles).items()
        yield from pack_strings("digest", [self._digests[at] for at in order]).items()
        yield from facets.items()
        yield from suggestion_arrays(titles, used, vocabulary, segmenter).items()
        yield from self._word_arrays(order)
        yield from self._stream_arrays(order)

    def _inverted_words(self, order: Sequence[int]) -> Inverter:
        inverter = Inverter()
        for first in range(0, len(order), _DOCUMENTS):
            some = [self._words[at] for at in order[first : first + _DOCUMENTS]]
            docs = np.arange(first, first + len(some), dtype=np.uint32)
            inverter.add(
                np.concatenate([numbers for numbers, _ in some]),
                docs=np.repeat(docs, [len(numbers) for numbers, _ in some]),
                weights=np.concatenate([weights for _, weights in some]),
            )
        return inverter

    def _word_arrays(self, order: Sequence[int]) -> NamedArrays:
        inverter = self._inverted_words(order)
        self._words.clear()
        words, rank_of = ranked(self._numbers)
        yield from pack_strings("word", words).items()
        yield from inverter.finish("word_posting", rank_of, len(words), docs=np.uint32, weights=np.uint16)

    def _stream_arrays(self, order: Sequence[int]) -> NamedArrays:
        """The text of all titles, then of all keywords and so on, so that a field is a range of places."""
        lengths = np.array(self._lengths, np.int64).reshape(-1, len(STREAM_FIELDS))
        ends = np.cumsum(lengths).reshape(lengths.shape)
        place = 0
        for rank, field in enumerate(STREAM_FIELDS):
            starts = place + np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths[order, rank])])
            yield "start_" + field, starts.astype(np.uint32)
            place = int(starts[-1])
        inverter = StreamInverter(self._spool)

        def codes() -> Iterator[Array]:
            yield np.zeros(0, np.uint16)
            for piece in pieces(self._streams(order, (ends - lengths) * 2, lengths * 2)):
                inverter.add(piece)
                yield piece

        yield "codes", codes()
        yield from neighbour_arrays((*self._numbers, *inverter.numbers)).items()
        yield from inverter.arrays()

    def _streams(self, order: Sequence[int], begins: Array, sizes: Array) -> Iterator[bytes]:
        """Every document's stream of the first field, then of the next one, read back from the file."""
        for rank in range(len(STREAM_FIELDS)):
            for size, begin in zip(sizes[order, rank].tolist(), begins[order, rank].tolist(), strict=True):
                yield self._spool.get(begin, size)


def _one_by_one(
    words: Sequence[str], starts: Array, parts: Iterable[tuple[Array, Array]]
) -> Iterator[tuple[bytes, Postings]]:
    """Merged postings word by word, as Whoosh takes them."""
    at, reached, ends = 0, 0, starts[1:].tolist()
    for some, of in parts:
        base, last = reached, reached + len(some)
        while reached < last:
            end = ends[at]
            held, weighed = array("I"), array("f")
            held.frombytes(some[reached - base : end - base].tobytes())
            weighed.frombytes(of[reached - base : end - base].tobytes())
            yield words[at].encode("utf-8", "surrogatepass"), (held, weighed)
            at, reached = at + 1, end


def _age_key(document: Document) -> tuple[int, str]:
    """What documents are numbered by, from the newest: when it was published (microseconds), then its id."""
    return round(document.date.timestamp() * 1_000_000), document.id


def _facet_arrays(held: Sequence[tuple[tuple[str, ...], ...]]) -> tuple[dict[str, list[str]], dict[str, Values]]:
    """For each facet its used values, sorted, and the documents that hold each."""
    used: dict[str, list[str]] = {}
    arrays: dict[str, Values] = {}
    for at, facet in enumerate(FACETS):
        numbers: dict[str, int] = {}
        pairs = [(value, number) for number, values in enumerate(held) for value in values[at]]
        inverter = Inverter()
        inverter.add(
            np.array([numbers.setdefault(value, len(numbers)) for value, _ in pairs], np.uint32),
            docs=np.array([number for _, number in pairs], np.uint32),
        )
        used[facet], rank_of = ranked(numbers)
        arrays |= pack_strings(facet, used[facet])
        arrays |= dict(inverter.finish(f"{facet}_posting", rank_of, len(rank_of), docs=np.uint32))
    return used, arrays
