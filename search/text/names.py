"""Names of places, industries and channels: every way to write one, found in texts and in queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.text.normalise import SEPARATOR, fold, kind
from view.vocabulary.vocabulary import Term, Vocabulary

#: The facets whose names readers type instead of choosing them. Levels (高, 中, 低) are common characters.
NAMED_FACETS = ("country", "industry", "channel")
#: ISO 3166-1 alpha-3 codes that are English words: read as a place in a query, as the word itself in a text.
ENGLISH_WORDS = frozenset(
    {"and", "are", "arm", "ben", "can", "cog", "com", "cub", "dom", "fin", "fro", "gab", "gin", "gum", "jam", "lie"}
    | {"mac", "mar", "nor", "pan", "per", "ton"}
)
_NOT_TEXT = re.compile(r"[\W_]+")


def canonical(folded: str) -> str:
    """Folded text with every run of spaces and punctuation made one separator, none at the ends."""
    return _NOT_TEXT.sub(SEPARATOR, folded).strip(SEPARATOR)


@dataclass(frozen=True, slots=True)
class Entity:
    """One place, industry or channel. Each of `names` stands for it wherever it is written."""

    facet: str
    code: str
    names: tuple[str, ...]

    @property
    def word(self) -> str:
        """The token that stands for it in the index whatever name was written; no text can contain it."""
        return f"@{self.facet}:{self.code}"


class NameBook:
    """All entities of a vocabulary by canonical name and by code."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.entities: dict[tuple[str, str], Entity] = {}
        self._by_name: dict[str, list[Entity]] = {}
        self._by_code: dict[str, list[Entity]] = {}
        for facet in NAMED_FACETS:
            for term in vocabulary.terms[facet]:
                self._add(facet, term)
        self._longest = max((name.count(SEPARATOR) + 1 for name in self._by_name), default=1)
        #: What longer names in letters begin with. A token may hold separators itself: u.s. outlying islands.
        self._openings = {
            name[:at]
            for name in self._by_name
            for at, char in enumerate(name)
            if char == SEPARATOR and kind(name[0]) == 1
        }

    def _add(self, facet: str, term: Term) -> None:
        names = [canonical(fold(name)) for name in (term.label, *term.aliases)]
        both_ways = tuple(dict.fromkeys(name for name in names if _is_name(name)))
        entity = Entity(facet, term.code, both_ways)
        self.entities[facet, term.code] = entity
        for name in both_ways:
            self._by_name.setdefault(name, []).append(entity)
        for code in {canonical(fold(term.code)), *(set(names) & ENGLISH_WORDS)}:
            if code not in both_ways:
                self._by_code.setdefault(code, []).append(entity)

    def named(self, name: str) -> Sequence[Entity]:
        """The entities that a canonical text names."""
        return self._by_name.get(name, ())

    def coded(self, token: str) -> Sequence[Entity]:
        """The entities whose code a reader may have typed; in a text the same letters are an ordinary word."""
        return self._by_code.get(token, ())

    def han_names(self) -> Iterable[str]:
        """The names that the segmenter must not cut: those of characters alone."""
        return (name for name in self._by_name if all(kind(char) == 2 for char in name))

    def spans(self, tokens: Sequence[tuple[str, int, int]]) -> list[tuple[Entity, int, int]]:
        """Every name among tokens in order (text, first, end), the longest where several begin or overlap."""
        found: list[tuple[int, int, Sequence[Entity]]] = []
        for at, (text, start, end) in enumerate(tokens):
            known = self._by_name.get(text)
            if known is None and text not in self._openings:
                continue
            best = (start, end, known) if known else None
            if text in self._openings:
                joined = text
                for token, _, last in tokens[at + 1 : at + self._longest]:
                    joined += SEPARATOR + token
                    if known := self._by_name.get(joined):
                        best = (start, last, known)
            if best:
                found.append(best)
        found.sort(key=lambda span: (span[0], -span[1]))
        spans, reached = [], -1
        for start, end, entities in found:
            if end > reached:
                spans += [(entity, start, end) for entity in entities]
                reached = end
        return spans


def _is_name(name: str) -> bool:
    """Whether a text that contains these characters speaks of the entity: bare numbers and English words do not."""
    return len(name) > 1 and not name.isdigit() and name not in ENGLISH_WORDS
