"""Says why a result was found when the typed words are not written in it: an alias, a keyword or a synonym."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from search.query.highlight import SEARCHED, Wanted
from search.query_types import Via
from search.store.record import StoredDocument
from search.text.canonical import canonical
from search.text.marks import joined_mark
from search.text.normalise import fold
from search.understanding.understanding import Need, Understood
from view.vocabulary.vocabulary import Vocabulary

#: Words of a query that are explained.
_EXPLAINED = 8


class Reasons:
    """The reasons of one query's results."""

    def __init__(self, understood: Understood, vocabulary: Vocabulary, shown: Callable[[str], str]) -> None:
        """`shown` gives a canonical text as the vocabulary writes it."""
        self._shown = shown
        self._needs = [_Asked(need) for need in understood.needs[:_EXPLAINED] if not need.is_grammar]
        self._vocabulary = vocabulary
        #: A query of one word that nothing else stands for explains itself wherever something is marked.
        self._plain = len(self._needs) == 1 and self._needs[0].alone

    def of(self, stored: StoredDocument, marked: bool) -> tuple[Via, ...]:
        """Each reason once; `marked` says whether something of the result is marked."""
        if marked and self._plain:
            return ()
        found = (self._of(asked, stored) for asked in self._needs)
        return tuple(dict.fromkeys(via for via in found if via))

    def _of(self, asked: _Asked, stored: StoredDocument) -> Via | None:
        """Why a result has a need that is not written in it, if it has it at all."""
        if asked.stands_in(stored) or self._written(asked.own, stored):
            return None
        for text, other in asked.synonyms.items():
            if self._written(other, stored):
                return Via("synonym", self._shown(text))
        for keyword in stored.bulletin.keywords:
            if asked.own.may_stand(fold(keyword)) or _contains(keyword, asked.texts):
                return Via("keyword", keyword)
        item = stored.bulletin
        tags = {"country": item.countries, "industry": item.industries, "channel": (item.channel,)}
        for entity, names in asked.others.items():
            if entity.code in tags[entity.facet] or self._written(names, stored):
                return Via("alias", self._vocabulary.label(entity.facet, entity.code), entity.facet)
        return None

    @staticmethod
    def _written(wanted: Wanted, stored: StoredDocument) -> bool:
        """Whether its characters stand in title or body; what they are a part of is not looked at."""
        body = stored.body[:SEARCHED]
        return wanted.may_stand(fold(stored.bulletin.title)) or wanted.may_stand(
            body.lower() if stored.plain else fold(body)
        )


class _Asked:
    """One need of a query: its own spellings, and what stands for it. All names of a place are its own."""

    def __init__(self, need: Need) -> None:
        parts = [part if part.is_place else replace(part, entities=()) for part in need.parts]
        self.own = Wanted(parts, ())
        self.texts = {text for part in need.parts for text in (*part.texts, part.text)} | set(need.synonyms)
        others = [Need(text, texts=(text,), marks=joined_mark(text)) for text in need.synonyms]
        self.synonyms = {other.text: Wanted([other], ()) for other in others}
        entities = [entity for part in need.parts for entity in part.entities]
        self.others = {entity: Wanted([Need("", entities=(entity,))], ()) for entity in entities}
        self.alone = not self.synonyms and all(entity.is_place for entity in entities)
        self._plainly = need.text if need.texts and not need.ways else ""

    def stands_in(self, stored: StoredDocument) -> bool:
        """Whether the need stands in a result just as it was typed: a quick look, for most do."""
        return bool(self._plainly) and (self._plainly in stored.bulletin.title or self._plainly in stored.body)


def _contains(keyword: str, texts: set[str]) -> bool:
    folded = canonical(fold(keyword))
    return any(text in folded for text in texts if text)
