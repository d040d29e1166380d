"""Where texts stand in the streams of one segment, and which of its documents hold them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.store.array_file import Array, Sidecar, Strings
from search.store.inversion import TOKEN_LENGTH
from search.text.analysis import STREAM_FIELDS, WEIGHT_UNIT, WEIGHTS
from search.text.normalise import kind

_FIELD_WEIGHTS = np.array([WEIGHTS[field] for field in STREAM_FIELDS])
#: Places are told apart by section in blocks of this many bits.
_BLOCK_BITS = 7


@dataclass(frozen=True, slots=True)
class Part:
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


class Dictionary:
    """The pairs of characters and the tokens of some streams, and how many places each has.

    `prefix` stands before the names of its arrays.
    """

    def __init__(self, sidecar: Sidecar, prefix: str = "") -> None:
        self.tokens = Strings(sidecar, prefix + "token")
        self._pairs, self._pair_at = sidecar.arrays[prefix + "pair"], sidecar.arrays[prefix + "pair_at"]
        self._token_at = sidecar.arrays[prefix + "token_posting_at"]

    def parts(self, codes: str, *, prefix: bool = False) -> list[Part]:
        """The parts of a text that have postings. Which parts there are depends on the text alone."""
        parts = []
        at = 0
        while at < len(codes):
            end = at + 1
            if _kind(codes[at]) == 2:
                last = end == len(codes)
                right = codes[end] if not last and _kind(codes[end]) == 2 else None
                where = self._pair(codes[at], right, any_right=last)
                parts.append(Part(at, 1 + (right is not None), "pair_places", *where))
            elif _kind(codes[at]) == 1:
                while end < len(codes) and _kind(codes[end]) == 1:
                    end += 1
                open_end = prefix and end == len(codes)
                where = self._token(codes[at:end], open_end=open_end)
                parts.append(Part(at, min(end - at, TOKEN_LENGTH), "token_posting_places", *where))
            at = end
        return parts

    def _pair(self, left: str, right: str | None, *, any_right: bool) -> tuple[int, int]:
        low = ord(left) << 16
        high = low + (1 << 16) if any_right else low + 1
        if right is not None:
            low += ord(right)
            high = low + 1
        first, last = np.searchsorted(self._pairs, np.array([low, min(high, 0xFFFFFFFF)], np.uint32))
        return int(self._pair_at[first]), int(self._pair_at[last])

    def _token(self, token: str, *, open_end: bool) -> tuple[int, int]:
        token = token[:TOKEN_LENGTH]
        first = last = self.tokens.find(token)
        if open_end or len(token) == TOKEN_LENGTH:
            last = self.tokens.find(token + "\U0010ffff")
        elif first < len(self.tokens) and self.tokens[first] == token:
            last += 1
        return int(self._token_at[first]), int(self._token_at[last])


class Positions:
    """Looks words and texts up in one segment. Documents have the numbers that the segment gave them."""

    def __init__(self, sidecar: Sidecar) -> None:
        arrays = sidecar.arrays
        self.size: int = sidecar.facts["documents"]
        self.dictionary = Dictionary(sidecar)
        self.words = Strings(sidecar, "word")
        self._word_at = arrays["word_posting_at"]
        self._read = sidecar.read
        self._codes, self._kind = arrays["codes"], arrays["kind"]
        starts = {field: arrays["start_" + field] for field in STREAM_FIELDS}
        self._starts = starts
        # Where each field of each document begins: first the titles of all documents, then all keywords and so on.
        ends = [start[-1:] for start in starts.values()][-1:]
        self._sections = np.concatenate([*(start[:-1] for start in starts.values()), *ends])
        beginnings = np.arange(0, len(self._codes) + (2 << _BLOCK_BITS), 1 << _BLOCK_BITS)
        self._first_sections = np.searchsorted(self._sections, beginnings, "right") - 1

    def lengths(self) -> Array:
        """How many characters each document has, in all fields."""
        lengths = np.zeros(self.size)
        for start in self._starts.values():
            lengths += start[1:] - start[:-1]
        return lengths

    def stream(self, field: str, document: int) -> bytes:
        """The codes of one field of one document, two bytes each."""
        start = self._starts[field]
        found: bytes = self._codes[int(start[document]) : int(start[document + 1])].tobytes()
        return found

    def word_range(self, word: str) -> tuple[int, int]:
        """Where the postings of a word begin and end."""
        rank = self.words.find(word)
        if rank == len(self.words) or self.words[rank] != word:
            return 0, 0
        first, last = self._word_at[rank : rank + 2].tolist()
        return first, last

    def word_documents(self, first: int, last: int) -> Array:
        """The documents of a range of word postings, in order."""
        return self._read("word_posting_docs", first, last)

    def word_weights(self, first: int, last: int) -> Array:
        """The weights of a range of word postings."""
        weights: Array = self._read("word_posting_weights", first, last) / np.float32(WEIGHT_UNIT)
        return weights

    def text(self, codes: str, field: str | None, *, prefix: bool) -> tuple[Array, Array]:
        """The documents that hold a text in any field or in one, in order, and its weight in each."""
        sections = self._sections_at(self.places(codes, prefix=prefix))
        fields, docs = np.divmod(sections, max(self.size, 1))
        if field is not None:
            docs = docs[fields == STREAM_FIELDS.index(field)]
            fields = fields[fields == STREAM_FIELDS.index(field)]
        total = np.bincount(docs, _FIELD_WEIGHTS[fields], minlength=self.size)
        docs = np.flatnonzero(total)
        return docs, total[docs]

    def _sections_at(self, places: Array) -> Array:
        """The section (field, then document) of each place; most stand in a block that one section fills."""
        blocks = places >> _BLOCK_BITS
        found: Array = self._first_sections[blocks]
        unclear = np.flatnonzero(found != self._first_sections[blocks + 1])
        found[unclear] = np.searchsorted(self._sections, places[unclear], "right") - 1
        return found

    def places(self, codes: str, *, prefix: bool = False) -> Array:
        """Every place where a stream text begins: the rarest part is looked up, the rest compared."""
        if not codes or not len(self._codes):  # nothing is asked, or nothing is published
            return np.zeros(0, np.uint32)
        rarest = min(self.dictionary.parts(codes, prefix=prefix), key=lambda part: part.size)
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


def _kind(code: str) -> int:
    return 2 if "\ud800" <= code <= "\udfff" else kind(code)
