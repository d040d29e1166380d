"""Offers titles, places, industries, channels and keywords while the reader types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from search.index.suggestion_arrays import KEY_LENGTH, KINDS, WAYS, key
from search.query.facets import Filters
from search.query.postings import PostingReader
from search.query_types import Suggestion
from search.store.array_file import Strings
from search.store.bitmaps import docs_in
from search.store.segments import DEAD, Live, Segment
from search.text.names import canonical
from search.text.normalise import SEPARATOR, fold
from view import urls
from view.vocabulary.vocabulary import Vocabulary

#: Typed text beyond this many characters is not read.
MAX_TYPED = 60
#: Places, industries, channels and keywords take at most this part of the list, so that titles have room.
NAMES_SHARE = 0.6


class Suggester:
    """Finds what begins with the typed text, in characters or pinyin, then titles that contain it."""

    def __init__(self, live: Live, vocabulary: Vocabulary, filters: Filters, postings: PostingReader) -> None:
        self._live = live
        self._books = [_Book(segment) for segment in live.segments]
        self._vocabulary, self._filters, self._postings = vocabulary, filters, postings

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        """At most `limit` suggestions, each once."""
        typed = canonical(fold(text[:MAX_TYPED]))
        if not typed:
            return []
        names: dict[Suggestion, None] = {}
        titles: dict[Suggestion, None] = {}
        for way in range(len(WAYS)):
            spelled = typed.replace(SEPARATOR, "") if way else typed
            for rank in range(len(KINDS) - 1):
                names.update(dict.fromkeys(self._names(rank, way, spelled)))
            titles.update(dict.fromkeys(self._bulletins(way, spelled, limit)))
        if len(titles) < limit:
            titles.update(dict.fromkeys(self._containing(typed, limit)))
        room = max(limit - len(titles), round(limit * NAMES_SHARE))
        return [*names][:room] + [*titles][: limit - min(len(names), room)]

    def _names(self, rank: int, way: int, typed: str) -> Iterator[Suggestion]:
        """Values in use, the most used first."""
        name = KINDS[rank]
        documents = self._filters.facets[name].documents
        codes = {code for book in self._books for code in book.values(rank, way, typed)} & documents.keys()
        counted = {code: documents[code].intersection_cardinality(self._filters.listed) for code in codes}
        for code in sorted((code for code in codes if counted[code]), key=lambda code: (-counted[code], code)):
            if name == "keyword":
                yield Suggestion(code, name, urls.search_url({"keyword": code}))
            else:
                yield Suggestion(self._vocabulary.label(name, code), name, _page(name, code))

    def _bulletins(self, way: int, typed: str, limit: int) -> Iterator[Suggestion]:
        """Titles, the newest first: documents are numbered so."""
        found = sorted(number for book in self._books for number in book.documents(way, typed))
        listed = (number for number in found if number in self._filters.listed)
        for _, number in zip(range(limit), listed, strict=False):
            yield self._bulletin(number)

    def _containing(self, typed: str, limit: int) -> Iterator[Suggestion]:
        found = self._postings.text(typed, "title", prefix=len(typed) > 1).bitmap & self._filters.listed
        for number in docs_in(found)[:limit].tolist():
            yield self._bulletin(number)

    def _bulletin(self, number: int) -> Suggestion:
        url = urls.bulletin_url(self._live.text("id", number))
        return Suggestion(self._live.text("title", number), "bulletin", url)


class _Book:
    """The keys of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._keys = Strings(segment.sidecar, "suggest")
        self._refs = segment.sidecar.arrays["suggest_ref"]
        self._values = {name: Strings(segment.sidecar, name) for name in KINDS[:4]}
        self._numbers = segment.numbers

    def _range(self, rank: int, way: int, typed: str) -> npt.NDArray[Any]:
        """The values or documents whose key begins with the typed text."""
        if len(typed) > KEY_LENGTH:
            return self._refs[:0]
        wanted = key(rank, way, typed)
        return np.unique(self._refs[self._keys.find(wanted) : self._keys.find(wanted + "\U0010ffff")])

    def values(self, rank: int, way: int, typed: str) -> list[str]:
        """The codes of one kind whose names begin with the typed text."""
        return [self._values[KINDS[rank]][ref] for ref in self._range(rank, way, typed).tolist()]

    def documents(self, way: int, typed: str) -> list[int]:
        """The live documents whose titles begin with the typed text."""
        numbers = self._numbers[self._range(len(KINDS) - 1, way, typed)]
        found: list[int] = numbers[numbers != DEAD].tolist()
        return found


def _page(facet: str, code: str) -> str:
    """The static list of a country, industry or channel."""
    if facet == "country":
        return urls.list_url(country=code)
    return urls.list_url(industry=code) if facet == "industry" else urls.list_url(channel=code)
