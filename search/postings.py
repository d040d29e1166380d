"""Looks things up in the sidecar: where a text stands, which documents hold it, and how much it weighs in each."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from search.analysis import STREAM_FIELDS, WEIGHT_UNIT, WEIGHTS, stream_codes
from search.inversion import TOKEN_LENGTH
from search.normalise import kind
from search.sidecar import Sidecar, Strings

Array = npt.NDArray[Any]

#: How soon more occurrences stop counting, and how much long documents are held back (BM25's k1 and b).
SATURATION, LENGTH_SHARE = 1.2, 0.85
_FIELD_WEIGHTS = np.array([WEIGHTS[field] for field in STREAM_FIELDS])
#: Memory for postings that were asked for before, in bytes.
_CACHE_BYTES = 96 << 20
#: Words and texts whose frequency is remembered.
_SIZES_KEPT = 20_000
#: Places are told apart by section in blocks of this many bits.
_BLOCK_BITS = 7


@dataclass(frozen=True, slots=True)
class Posting:
    """The documents that hold something, in order, and its weight in each (from 0 to 1)."""

    docs: Array
    impacts: Array
    bitmap: BitMap


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text that has postings: its offset, the characters it settles, and where its places are kept."""

    offset: int
    length: int
    array: str
    first: int
    last: int

    @property
    def size(self) -> int:
        """How many places there are."""
        return self.last - self.first


def bitmap_of(docs: Array) -> BitMap:
    """Document numbers as a bitmap."""
    return BitMap(array("I", docs.astype(np.uint32).tobytes()))


def docs_in(bitmap: BitMap) -> Array:
    """The document numbers of a bitmap, in order."""
    return np.frombuffer(bitmap.to_array(), np.uint32).astype(np.int64)


class Postings:
    """Postings of words and of any run of text, kept in memory once they were asked for."""

    def __init__(self, sidecar: Sidecar) -> None:
        arrays = sidecar.arrays
        self.size: int = sidecar.facts["documents"]
        self._arrays = arrays
        self._read = sidecar.read
        self._codes, self._kind = arrays["codes"], arrays["kind"]
        starts = [arrays["start_" + field] for field in STREAM_FIELDS]
        # Where each field of each document begins: first the titles of all documents, then all keywords and so on.
        self._sections = np.concatenate([*(start[:-1] for start in starts), starts[-1][-1:]])
        self.words = Strings(sidecar, "word")
        self.tokens = Strings(sidecar, "token")
        beginnings = np.arange(0, len(self._codes) + (2 << _BLOCK_BITS), 1 << _BLOCK_BITS)
        self._first_sections = np.searchsorted(self._sections, beginnings, "right") - 1
        lengths = np.zeros(self.size)
        for start in starts:
            lengths += start[1:] - start[:-1]
        mean = float(lengths.mean()) if self.size else 1.0
        self._norm = (SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / mean)).astype(np.float32)
        self._cache: OrderedDict[tuple[str, ...], Posting] = OrderedDict()
        self._cached_bytes = 0
        self._lock = Lock()
        self._word_range = lru_cache(_SIZES_KEPT)(self._find_word)
        self._size = lru_cache(_SIZES_KEPT)(self._text_size)

    def word(self, word: str) -> Posting:
        """The postings of a word of the segmenter or of an entity."""
        return self._remember(("word", word), lambda: self._word(word))

    def text(self, canonical: str, field: str | None = None, *, prefix: bool = False) -> Posting:
        """The postings of a canonical text wherever it stands within one block, in all fields or in one.

        With `prefix` the text may end inside a longer token of letters and digits.
        """
        key = ("text", canonical, field or "", "prefix" if prefix else "")
        return self._remember(key, lambda: self._text(stream_codes(canonical), field, prefix))

    def word_size(self, word: str) -> int:
        """How many documents hold a word."""
        first, last = self._word_range(word)
        return last - first

    def text_size(self, canonical: str) -> int:
        """At most how many places a text stands at: those of its rarest part."""
        return self._size(canonical)

    def _text_size(self, canonical: str) -> int:
        return min((part.size for part in self._parts(stream_codes(canonical), False)), default=0)

    def _remember(self, key: tuple[str, ...], make: Callable[[], Posting]) -> Posting:
        with self._lock:
            if (known := self._cache.get(key)) is not None:
                self._cache.move_to_end(key)
                return known
        posting = make()
        with self._lock:
            if key not in self._cache:
                self._cache[key] = posting
                self._cached_bytes += _bytes_of(posting)
            while self._cached_bytes > _CACHE_BYTES and len(self._cache) > 1:
                self._cached_bytes -= _bytes_of(self._cache.popitem(last=False)[1])
        return posting

    def forget(self) -> None:
        """Drop what is kept in memory."""
        with self._lock:
            self._cache.clear()
            self._cached_bytes = 0
        self._word_range.cache_clear()
        self._size.cache_clear()

    def _posting(self, docs: Array, weights: Array) -> Posting:
        docs = docs.astype(np.int64)
        weights = weights.astype(np.float32)
        impacts = weights / (weights + self._norm[docs])
        return Posting(docs, impacts, bitmap_of(docs))

    def _word(self, word: str) -> Posting:
        first, last = self._word_range(word)
        docs = self._read("word_posting_docs", first, last)
        return self._posting(docs, self._read("word_posting_weights", first, last) / np.float32(WEIGHT_UNIT))

    def _find_word(self, word: str) -> tuple[int, int]:
        rank = self.words.find(word)
        if rank == len(self.words) or self.words[rank] != word:
            return 0, 0
        first, last = self._arrays["word_posting_at"][rank : rank + 2].tolist()
        return first, last

    def _text(self, codes: str, field: str | None, prefix: bool) -> Posting:
        sections = self._sections_at(self.places(codes, prefix=prefix))
        fields, docs = np.divmod(sections, max(self.size, 1))
        if field is not None:
            docs = docs[fields == STREAM_FIELDS.index(field)]
            fields = fields[fields == STREAM_FIELDS.index(field)]
        total = np.bincount(docs, _FIELD_WEIGHTS[fields], minlength=self.size)
        docs = np.flatnonzero(total)
        return self._posting(docs, total[docs])

    def _sections_at(self, places: Array) -> Array:
        """The section (field, then document) of each place; most stand in a block that one section fills."""
        blocks = places >> _BLOCK_BITS
        found: Array = self._first_sections[blocks]
        unclear = np.flatnonzero(found != self._first_sections[blocks + 1])
        found[unclear] = np.searchsorted(self._sections, places[unclear], "right") - 1
        return found

    def places(self, codes: str, *, prefix: bool = False) -> Array:
        """Every place where a stream text begins: the rarest part is looked up, the rest compared."""
        if not codes:
            return np.zeros(0, np.uint32)
        rarest = min(self._parts(codes, prefix), key=lambda part: part.size)
        offset, length = rarest.offset, rarest.length
        found = self._read(rarest.array, rarest.first, rarest.last)
        found = found[(found >= offset) & (found <= len(self._codes) - len(codes) + offset)] - np.uint32(offset)
        for at, char in enumerate(codes):
            if not offset <= at < offset + length:
                found = found[self._codes[found + np.uint32(at)] == ord(char)]
        if kind(codes[-1]) == 1 and not prefix:
            after = np.minimum(found + np.uint32(len(codes)), len(self._codes) - 1)
            found = found[self._kind[self._codes[after]] != 1]
        if kind(codes[0]) == 1 and offset:
            before = np.maximum(found, 1) - np.uint32(1)
            found = found[(self._kind[self._codes[before]] != 1) | (found == 0)]
        return found

    def _parts(self, codes: str, prefix: bool) -> Iterator[_Part]:
        """The parts of a text that have postings."""
        at = 0
        while at < len(codes):
            end = at + 1
            if _kind(codes[at]) == 2:
                last = end == len(codes)
                right = codes[end] if not last and _kind(codes[end]) == 2 else None
                where = self._pair(codes[at], right, any_right=last)
                yield _Part(at, 1 + (right is not None), "pair_places", *where)
            elif _kind(codes[at]) == 1:
                while end < len(codes) and _kind(codes[end]) == 1:
                    end += 1
                open_end = prefix and end == len(codes)
                where = self._token(codes[at:end], open_end=open_end)
                yield _Part(at, min(end - at, TOKEN_LENGTH), "token_posting_places", *where)
            at = end

    def _pair(self, left: str, right: str | None, *, any_right: bool) -> tuple[int, int]:
        low = ord(left) << 16
        high = low + (1 << 16) if any_right else low + 1
        if right is not None:
            low += ord(right)
            high = low + 1
        keys = self._arrays["pair"]
        first, last = np.searchsorted(keys, np.array([low, min(high, 0xFFFFFFFF)], np.uint32))
        at = self._arrays["pair_at"]
        return int(at[first]), int(at[last])

    def _token(self, token: str, *, open_end: bool) -> tuple[int, int]:
        token = token[:TOKEN_LENGTH]
        first = last = self.tokens.find(token)
        if open_end or len(token) == TOKEN_LENGTH:
            last = self.tokens.find(token + "\U0010ffff")
        elif first < len(self.tokens) and self.tokens[first] == token:
            last += 1
        at = self._arrays["token_posting_at"]
        return int(at[first]), int(at[last])


def _kind(code: str) -> int:
    return 2 if "\ud800" <= code <= "\udfff" else kind(code)


def _bytes_of(posting: Posting) -> int:
    return 16 * len(posting.docs) + 256
