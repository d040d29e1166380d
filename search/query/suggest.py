"""Offers titles, places, industries, channels and keywords while the reader types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from search.text.analysis import in_field
from search.text.canonical import canonical
from search.text.marks import JOINED
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
        places = self._whole_places(typed)
        names: dict[Suggestion, None] = dict.fromkeys(self._offered(KINDS[0], places))
        titles: dict[Suggestion, None] = {}
        # A whole name of a place is that place: what merely begins with the same sounds is not meant.
        for way in range(1 if places else len(WAYS)):
            spelled = typed.replace(SEPARATOR, "") if way else typed
            for rank in range(len(KINDS) - 1):
                names.update(dict.fromkeys(self._names(rank, way, spelled)))
            titles.update(dict.fromkeys(self._bulletins(way, spelled, limit)))
        titles.update(dict.fromkeys(self._naming(places, limit)))
        if len(titles) < limit:
            titles.update(dict.fromkeys(self._containing(typed, limit)))
        room = max(limit - len(titles), round(limit * NAMES_SHARE))
        return [*names][:room] + [*titles][: limit - min(len(names), room)]

    def _names(self, rank: int, way: int, typed: str) -> Iterator[Suggestion]:
        """Values in use, the most used first."""
        return self._offered(KINDS[rank], {code for book in self._books for code in book.values(rank, way, typed)})

    def _whole_places(self, typed: str) -> set[str]:
        """The places of which the typed text is a code, or a whole name in characters, pinyin or initials."""
        spelled = typed.replace(SEPARATOR, "")
        codes = {
            code for book in self._books for way in range(len(WAYS)) for code in book.values(0, way, spelled, True)
        }
        known = self._vocabulary.resolve("country", spelled)
        used = self._filters.facets["country"].documents
        return {code for code in (*codes, *([known] if known else [])) if code in used}

    def _naming(self, places: Iterable[str], limit: int) -> Iterator[Suggestion]:
        """Titles that name one of some places, under any name."""
        for place in sorted(places):
            mark = in_field(f"@country:{place}", "title")
            found = self._postings.word(mark).bitmap & self._filters.listed
            yield from map(self._bulletin, docs_in(found)[:limit].tolist())

    def _offered(self, name: str, codes: Iterable[str]) -> Iterator[Suggestion]:
        """Values of a facet that listed bulletins have, the most used first."""
        documents = self._filters.facets[name].documents
        used = [code for code in codes if code in documents]
        counted = {code: documents[code].intersection_cardinality(self._filters.listed) for code in used}
        for code in sorted((code for code in counted if counted[code]), key=lambda code: (-counted[code], code)):
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
        together = typed.replace(SEPARATOR, "")
        marks = (in_field(JOINED + together, "title"),) if together.isascii() and together.isalpha() else ()
        found = self._postings.either((typed,), marks, "title", prefix=len(typed) > 1).bitmap & self._filters.listed
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

    def _range(self, rank: int, way: int, typed: str, whole: bool = False) -> npt.NDArray[Any]:
        """The values or documents whose key begins with the typed text; with `whole` it is the key."""
        if len(typed) > KEY_LENGTH:
            return self._refs[:0]
        wanted = key(rank, way, typed)
        after = "\0" if whole else "\U0010ffff"
        return np.unique(self._refs[self._keys.find(wanted) : self._keys.find(wanted + after)])

    def values(self, rank: int, way: int, typed: str, whole: bool = False) -> list[str]:
        """The codes of one kind whose names begin with the typed text, or (`whole`) are it."""
        return [self._values[KINDS[rank]][ref] for ref in self._range(rank, way, typed, whole).tolist()]

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
