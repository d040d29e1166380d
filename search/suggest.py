"""Offers titles, places, industries, channels and keywords while the reader types."""

from __future__ import annotations

from collections.abc import Sequence

from search.facets import Filters
from search.normalise import fold
from search.query import Suggestion
from search.sidecar import Sidecar
from view import urls
from view.vocabulary import Vocabulary


def _page(facet: str, code: str) -> str:
    """The static list of a country, industry or channel."""
    if facet == "country":
        return urls.list_url(country=code)
    return urls.list_url(industry=code) if facet == "industry" else urls.list_url(channel=code)


class Suggester:
    """Finds what begins with, then what contains, the typed text."""

    def __init__(self, sidecar: Sidecar, vocabulary: Vocabulary, filters: Filters) -> None:
        entries: list[tuple[str, Suggestion]] = []
        for facet in ("country", "industry", "channel"):
            for code in filters.facets[facet].documents:
                term = vocabulary.term(facet, code)
                label = vocabulary.label(facet, code)
                offered = Suggestion(label, facet, _page(facet, code))
                entries += [(fold(name), offered) for name in (label, *(term.aliases if term else ()))]
        for word in filters.facets["keyword"].documents:
            entries.append((fold(word), Suggestion(word, "keyword", urls.search_url({"keyword": word}))))
        for ident, title in zip(sidecar.strings("id"), sidecar.strings("title"), strict=True):
            entries.append((fold(title), Suggestion(title, "bulletin", urls.bulletin_url(ident))))
        self._entries = entries

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        """At most `limit` suggestions, each once."""
        typed = fold(text).strip()
        if not typed:
            return []
        begins = [offered for name, offered in self._entries if name.startswith(typed)]
        contains: Sequence[Suggestion] = [offered for name, offered in self._entries if typed in name]
        return list(dict.fromkeys([*begins, *contains]))[:limit]
