"""Offers titles, places, industries, channels and keywords while the reader types."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.facets import Filters
from search.names import canonical
from search.normalise import SEPARATOR, fold
from search.postings import Postings, docs_in
from search.query import Suggestion
from search.sidecar import Sidecar, Strings
from search.suggestions import KEY_LENGTH, KINDS, WAYS, key
from view import urls
from view.vocabulary import Vocabulary

#: Typed text beyond this many characters is not read.
MAX_TYPED = 60
#: Places, industries, channels and keywords take at most this part of the list, so that titles have room.
NAMES_SHARE = 0.6


class Suggester:
    """Finds what begins with the typed text, in characters or pinyin, then titles that contain it."""

    def __init__(self, sidecar: Sidecar, vocabulary: Vocabulary, filters: Filters, postings: Postings) -> None:
        self._keys = Strings(sidecar, "suggest")
        self._refs = sidecar.arrays["suggest_ref"]
        self._values = {name: Strings(sidecar, name) for name in KINDS[:4]}
        self._titles, self._ids = Strings(sidecar, "title"), Strings(sidecar, "id")
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

    def _range(self, rank: int, way: int, typed: str) -> list[int]:
        """The values or documents whose key begins with the typed text."""
        wanted = key(rank, way, typed)
        first, last = self._keys.find(wanted), self._keys.find(wanted + "\U0010ffff")
        found = np.unique(self._refs[first:last])
        if len(typed) > KEY_LENGTH or not len(found):
            return []
        refs: list[int] = found.tolist()
        return refs

    def _names(self, rank: int, way: int, typed: str) -> Iterator[Suggestion]:
        """Values in use, the most used first."""
        name = KINDS[rank]
        documents = self._filters.facets[name].documents
        counted = []
        for ref in self._range(rank, way, typed):
            code = self._values[name][ref]
            if count := documents[code].intersection_cardinality(self._filters.listed):
                counted.append((-count, code))
        for _, code in sorted(counted):
            if name == "keyword":
                yield Suggestion(code, name, urls.search_url({"keyword": code}))
            else:
                yield Suggestion(self._vocabulary.label(name, code), name, _page(name, code))

    def _bulletins(self, way: int, typed: str, limit: int) -> Iterator[Suggestion]:
        """Titles, the newest first: documents are numbered so."""
        listed = (ref for ref in self._range(len(KINDS) - 1, way, typed) if ref in self._filters.listed)
        for _, ref in zip(range(limit), listed, strict=False):
            yield self._bulletin(ref)

    def _containing(self, typed: str, limit: int) -> Iterator[Suggestion]:
        found = self._postings.text(typed, "title", prefix=len(typed) > 1).bitmap & self._filters.listed
        for ref in docs_in(found)[:limit].tolist():
            yield self._bulletin(ref)

    def _bulletin(self, ref: int) -> Suggestion:
        return Suggestion(self._titles[ref], "bulletin", urls.bulletin_url(self._ids[ref]))


def _page(facet: str, code: str) -> str:
    """The static list of a country, industry or channel."""
    if facet == "country":
        return urls.list_url(country=code)
    return urls.list_url(industry=code) if facet == "industry" else urls.list_url(channel=code)
