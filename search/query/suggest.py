"""Offers titles, places, industries, channels and keywords while the reader types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.index.suggestion_arrays import KINDS, WAYS
from search.query.backend import Backend, Beginning
from search.query_types import Suggestion
from search.text.analysis import in_field
from search.text.canonical import canonical
from search.text.marks import JOINED
from search.text.normalise import SEPARATOR, fold
from search.understanding.understanding import Need
from view import urls
from view.vocabulary.vocabulary import Vocabulary

#: Typed text beyond this many characters is not read.
MAX_TYPED = 60
#: Places, industries, channels and keywords take at most this part of the list, so that titles have room.
NAMES_SHARE = 0.6


class Suggester:
    """Finds what begins with the typed text, in characters or pinyin, then titles that contain it."""

    def __init__(self, backend: Backend, vocabulary: Vocabulary) -> None:
        self._backend, self._lexicon, self._vocabulary = backend, backend.lexicon, vocabulary

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
            titles.update(dict.fromkeys(self._bulletins(Beginning(way, spelled), limit)))
        titles.update(dict.fromkeys(self._naming(places, limit)))
        if len(titles) < limit:
            titles.update(dict.fromkeys(self._containing(typed, limit)))
        room = max(limit - len(titles), round(limit * NAMES_SHARE))
        return [*names][:room] + [*titles][: limit - min(len(names), room)]

    def _names(self, rank: int, way: int, typed: str) -> Iterator[Suggestion]:
        """Values in use, the most used first."""
        return self._offered(KINDS[rank], self._lexicon.names(rank, way, typed))

    def _whole_places(self, typed: str) -> set[str]:
        """The places of which the typed text is a code, or a whole name in characters, pinyin or initials."""
        spelled = typed.replace(SEPARATOR, "")
        codes = {code for way in range(len(WAYS)) for code in self._lexicon.names(0, way, spelled, whole=True)}
        known = self._vocabulary.resolve("country", spelled)
        used = self._lexicon.used("country")
        return {code for code in (*codes, *([known] if known else [])) if code in used}

    def _naming(self, places: Iterable[str], limit: int) -> Iterator[Suggestion]:
        """Titles that name one of some places, under any name."""
        for place in sorted(places):
            mark = in_field(f"@country:{place}", "title")
            yield from self._bulletins(Need(place, marks=(mark,)), limit)

    def _offered(self, name: str, codes: Iterable[str]) -> Iterator[Suggestion]:
        """Values of a facet that listed bulletins have, the most used first."""
        used = self._lexicon.used(name)
        counted = {code: number for code in codes if (number := used.get(code))}
        for code in sorted(counted, key=lambda code: (-counted[code], code)):
            if name == "keyword":
                yield Suggestion(code, name, urls.search_url({"keyword": code}))
            else:
                yield Suggestion(self._vocabulary.label(name, code), name, _page(name, code))

    def _containing(self, typed: str, limit: int) -> Iterator[Suggestion]:
        together = typed.replace(SEPARATOR, "")
        marks = (in_field(JOINED + together, "title"),) if together.isascii() and together.isalpha() else ()
        return self._bulletins(Need(typed, "title", (typed,), marks, prefix=len(typed) > 1), limit)

    def _bulletins(self, asked: Beginning | Need, limit: int) -> Iterator[Suggestion]:
        """Titles, the newest first."""
        for ident, title in self._backend.titles(asked, limit):
            yield Suggestion(title, "bulletin", urls.bulletin_url(ident))


def _page(facet: str, code: str) -> str:
    """The static list of a country, industry or channel."""
    if facet == "country":
        return urls.list_url(country=code)
    return urls.list_url(industry=code) if facet == "industry" else urls.list_url(channel=code)
