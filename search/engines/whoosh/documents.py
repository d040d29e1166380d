"""What documents hold, asked of Whoosh: it finds those with every character and token of a text, their text decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from search.query_types import FACETS
from search.store.record import StoredDocument
from search.store.whoosh_index import WhooshReader
from search.text.analysis import WEIGHT_UNIT, Analyser, stream_codes
from search.text.normalise import kind
from search.text.patterns import BLOCK_END
from search.text.terms import GAP, is_open, terms_of
from view.bulletin import LISTED_STATUSES, Document, extend

#: Documents whose streams, and texts and words whose documents, are kept.
_STREAMS_KEPT, _TEXTS_KEPT = 20_000, 2_000

Numbers = frozenset[int]


class WhooshDocuments:
    """The live documents of one index, by the numbers that Whoosh gave them."""

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self._index, self.analyser = WhooshReader(folder), analyser
        rows = {number: self.read([number])[0].bulletin for number in self._index.numbers()}
        newest = sorted(rows, key=lambda number: (rows[number].date, rows[number].id), reverse=True)
        #: When each was published (microseconds), and its place from the newest by date, then id.
        self.dates = {number: round(rows[number].date.timestamp() * 1_000_000) for number in newest}
        self.place = {number: place for place, number in enumerate(newest)}
        self.every = frozenset(rows)
        #: For each facet, and for statuses, the documents of each value.
        self.holders = {
            field: {code: found for code in self._index.words(field) if (found := self._posted(field, code))}
            for field in (*FACETS, "status")
        }
        self.listed = union(self.holders["status"].get(one, frozenset()) for one in LISTED_STATUSES)
        #: The documents that hold a text within one block, and those that hold a word with its weight there.
        self.holding = lru_cache(_TEXTS_KEPT)(self._holding)
        self.weights = lru_cache(_TEXTS_KEPT)(self._weights)
        self._streams = lru_cache(_STREAMS_KEPT)(self._read_streams)

    def read(self, numbers: Iterable[int]) -> list[StoredDocument]:
        """The stored documents with these numbers."""
        return self._index.documents(list(numbers))

    def newest(self, found: Iterable[int]) -> list[int]:
        """Some documents from the newest."""
        return sorted(found, key=self.place.__getitem__)

    def _posted(self, field: str, word: str) -> Numbers:
        return frozenset(self._index.postings(field, word))

    def _weights(self, word: str) -> dict[int, float]:
        return {number: weight / WEIGHT_UNIT for number, weight in self._index.weights("words", word).items()}

    def _holding(self, text: str, field: str | None = None, *, prefix: bool = False) -> Numbers:
        terms = [term for term in terms_of(text) if term != GAP]
        if not terms:
            return frozenset()
        goes_on = prefix and is_open(terms[-1])
        found = self._index.holding(terms[:-1] if goes_on else terms, terms[-1] if goes_on else "")
        codes = stream_codes(text)
        return frozenset(one for one in found if any(_stands(codes, stream, prefix) for stream in self._in(one, field)))

    def _in(self, number: int, field: str | None = None) -> Collection[str]:
        streams = self._streams(number)
        return (streams[field],) if field else streams.values()

    def _read_streams(self, number: int) -> dict[str, str]:
        (stored,) = self.read([number])
        blocks = stored.body.split(BLOCK_END)[1:]  # the first is the summary
        return self.analyser.streams(extend(Document, stored.bulletin, blocks=blocks, digest=""))

    def frequency(self, word: str) -> int:
        """How many documents hold a word in characters; in how many places a token of letters stands."""
        if kind(word[0]) == 2:
            return len(self.weights(word))
        streams = (stream for number in self.holding(word) for stream in self._in(number))
        return sum(terms_of(stream).count(word) for stream in streams)

    def words(self) -> set[str]:
        """Every word and token that Whoosh knows."""
        return {*self._index.words("words"), *self._index.words("text")}

    def forget(self) -> None:
        """Drop what is kept in memory."""
        for kept in (self.holding, self.weights, self._streams):
            kept.cache_clear()

    def close(self) -> None:
        """Close the files."""
        self._index.close()


def union(some: Iterable[Numbers]) -> Numbers:
    """What is in any of some sets."""
    return frozenset().union(*some)


def common(some: Iterable[Numbers]) -> Numbers:
    """What is in all of some sets, of which there is one at least."""
    first, *others = some
    return first.intersection(*others)


def _stands(text: str, stream: str, prefix: bool) -> bool:
    """Whether a text stands in a stream; letters and digits at its ends are whole, with `prefix` may go on."""
    whole_start, whole_end = kind(text[0]) == 1, kind(text[-1]) == 1 and not prefix
    return any(
        not (whole_start and at and kind(stream[at - 1]) == 1) and not (whole_end and kind(stream[at + len(text)]) == 1)
        for at in _places(text, stream)
    )


def _places(text: str, stream: str) -> Iterator[int]:
    """Where a text begins in a stream, which ends with a boundary."""
    at = stream.find(text)
    while at >= 0:
        yield at
        at = stream.find(text, at + 1)
