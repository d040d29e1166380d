"""The postings of a segment in memory until its commit, and their way into Whoosh's files, word by word."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: Document numbers in ascending order, and a weight for each.
Postings = tuple["array[int]", "array[float]"]


class PostingPool:
    """Postings by field and word, kept until the commit: what Whoosh's writer asks of its sorting pool.

    Documents come in the order of their numbers, so each word's postings are born sorted; Whoosh's own pool pickles
    every posting to temporary runs and sorts them again, which was half of the time of indexing.
    """

    def __init__(self) -> None:
        self._fields: dict[str, dict[str, Postings]] = {}
        self._ready: dict[str, Iterable[tuple[bytes, Postings]]] = {}

    @property
    def fieldnames(self) -> set[str]:
        """The fields that have postings."""
        return {*self._fields, *self._ready}

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Keep (field, word, document number, weight, value) as Whoosh posts it; our formats have no value."""
        field, word, number, weight, _ = posting
        self.post(field, {word.decode(): weight}, number)

    def post(self, field: str, weights: Mapping[str, float], number: int) -> None:
        """Keep all words of a document in one field, with their weights."""
        words = self._fields.setdefault(field, {})
        for word, weight in weights.items():
            found = words.get(word)
            if found is None:
                found = words[word] = (array("I"), array("f"))
            found[0].append(number)
            found[1].append(weight)

    def take(self, field: str, terms: Iterable[tuple[bytes, Postings]]) -> None:
        """Keep a whole field at once: its words in the order of their bytes."""
        self._ready[field] = terms

    def terms(self) -> Iterator[tuple[str, Iterable[tuple[bytes, Postings]]]]:
        """Fields in order, each with its words in the order of their bytes."""
        for field in sorted(self.fieldnames):
            if field in self._ready:
                yield field, self._ready[field]
            else:
                words = self._fields[field]
                yield field, sorted((word.encode("utf-8", "surrogatepass"), found) for word, found in words.items())

    def iter_postings(self) -> PostingPool:
        """What `write_postings` is given as its items."""
        return self

    def cleanup(self) -> None:
        """Forget everything."""
        self._fields.clear()
        self._ready.clear()


def write_postings(writer: Any, schema: Any, pool: PostingPool) -> None:
    """Write what `FieldWriter.add_postings` of Whoosh writes, a block of a word's postings at a time.

    Whoosh hands each posting through four calls, each of which asks again which field and word it belongs to; that
    was a third of the time of indexing. `writer` is a W3FieldWriter of the pinned Whoosh (docs/decisions/0002).
    """
    for field, terms in pool.terms():
        writer.start_field(field, schema[field])
        for word, (numbers, weights) in terms:
            writer.start_term(word)
            _fill(writer._postwriter, numbers, weights)
            writer.finish_term()
        writer.finish_field()


def _fill(blocks: Any, numbers: array[int], weights: array[float]) -> None:
    """Put a word's postings into blocks; the last one stays open, as Whoosh leaves it for `finish_postings`."""
    limit = blocks._blocklimit
    for start in range(0, len(numbers), limit):
        if start:
            blocks._write_block()
        blocks._ids = numbers[start : start + limit]
        blocks._weights = weights[start : start + limit]
        blocks._maxweight = max(blocks._weights)
