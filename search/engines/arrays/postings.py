"""Which documents hold a word or a run of text, and how much it weighs in each; kept in memory once asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np
from pyroaring import BitMap

from search.query.scoring import OF_CHARACTER, OF_TEXT, OF_WORD
from search.store.array_file import Array
from search.store.bitmaps import bitmap_of, docs_in
from search.store.segments import Live, joined
from search.text.analysis import stream_codes

#: Memory for postings that were asked for before, in bytes.
_CACHE_BYTES = 96 << 20
#: Words and texts whose frequency is remembered.
_SIZES_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Posting:
    """The documents that hold something, in order, and its weight in each (from 0 to 1)."""

    docs: Array
    impacts: Array
    bitmap: BitMap


class PostingReader:
    """Postings of words and of any run of text over all segments, kept in memory once they were asked for."""

    def __init__(self, live: Live) -> None:
        self.size = live.size
        self._segments = live.segments
        lengths = live.lengths()
        mean = float(lengths.mean()) if self.size else 1.0
        self._norms = {
            (saturation, share): (saturation * (1 - share + share * lengths / mean)).astype(np.float32)
            for saturation, share in (OF_TEXT, OF_WORD, OF_CHARACTER)
        }
        self._cache: OrderedDict[tuple[str, ...], Posting] = OrderedDict()
        self._cached_bytes = 0
        self._lock = Lock()
        #: How many documents hold a word.
        self.word_size = lru_cache(_SIZES_KEPT)(self._word_size)
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

    def either(
        self, texts: tuple[str, ...], marks: tuple[str, ...], field: str | None = None, *, prefix: bool = False
    ) -> Posting:
        """The postings of several texts and words that stand for one another, as if they were one."""
        if len(texts) + len(marks) == 1:
            return self.text(texts[0], field, prefix=prefix) if texts else self.word(marks[0])
        key = ("either", field or "", "prefix" if prefix else "", *texts, "", *marks)
        return self._remember(key, lambda: self._either(texts, marks, field, prefix))

    def _either(self, texts: tuple[str, ...], marks: tuple[str, ...], field: str | None, prefix: bool) -> Posting:
        found = [self.text(text, field, prefix=prefix) for text in texts] + [self.word(mark) for mark in marks]
        bitmap = BitMap.union(BitMap(), *(one.bitmap for one in found))
        docs = docs_in(bitmap)
        impacts = np.zeros(len(docs), np.float32)
        for one in found:
            at = np.searchsorted(docs, one.docs)
            impacts[at] = np.maximum(impacts[at], one.impacts)
        return Posting(docs, impacts, bitmap)

    def text_size(self, canonical: str, *, prefix: bool = False) -> int:
        """At most how many places a text stands at: those of its rarest part."""
        return self._size(canonical, prefix)

    def _text_size(self, canonical: str, prefix: bool) -> int:
        codes = stream_codes(canonical)
        parts = zip(*(segment.sizes(codes, prefix=prefix) for segment in self._segments), strict=True)
        return min((sum(sizes) for sizes in parts), default=0)

    def _word_size(self, word: str) -> int:
        return sum(segment.word_size(word) for segment in self._segments)

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
        self.word_size.cache_clear()
        self._size.cache_clear()

    def _posting(self, docs: Array, weights: Array, what: tuple[float, float]) -> Posting:
        docs = docs.astype(np.int64)
        weights = weights.astype(np.float32)
        impacts = weights / (weights + self._norms[what][docs])
        return Posting(docs, impacts, bitmap_of(docs))

    def _word(self, word: str) -> Posting:
        found = []
        for segment in self._segments:
            first, last = segment.places.word_range(word)
            docs = segment.places.word_documents(first, last)
            found.append(segment.live(docs, segment.places.word_weights(first, last)))
        docs, weights = joined(found)
        return self._posting(docs, weights, OF_WORD)

    def _text(self, codes: str, field: str | None, prefix: bool) -> Posting:
        docs, weights = joined(
            [segment.live(*segment.places.text(codes, field, prefix=prefix)) for segment in self._segments]
        )
        return self._posting(docs, weights, OF_CHARACTER if len(codes) == 1 else OF_TEXT)


def _bytes_of(posting: Posting) -> int:
    return 16 * len(posting.docs) + 256
