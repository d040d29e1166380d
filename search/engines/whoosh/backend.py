"""The engine `whoosh`: what a query finds, counts and shows, as sets of document numbers and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from search.engines.whoosh.documents import Numbers, WhooshDocuments, common, union
from search.engines.whoosh.lexicon import WhooshLexicon
from search.query.backend import Beginning, Found, Tally, Title
from search.query.facets import KEYWORDS_SHOWN, moment
from search.query.rules import (
    FEW,
    MOST_PART,
    groups_of,
    is_run,
    loose_parts,
    rarity,
    telling,
    terms_in_order,
    whole_rarity,
)  # fmt: skip
from search.query.scoring import OF_WORD, ranked_parts
from search.query_types import FACETS, Query
from search.text.analysis import Analyser
from search.understanding.understanding import Need, Understood
from view.bulletin import LISTED_STATUSES
from view.vocabulary.vocabulary import Vocabulary


class _Words(NamedTuple):
    """What the words of a query find, and whether all or most of them."""

    documents: Numbers
    match: str


class WhooshBackend:
    """An opened Whoosh index. Documents go by the numbers that Whoosh gave them."""

    name = "whoosh"

    def __init__(self, folder: Path, vocabulary: Vocabulary, zone: str) -> None:
        self._documents = WhooshDocuments(folder, Analyser(vocabulary))
        self._zone = ZoneInfo(zone)
        self.lexicon = WhooshLexicon(self._documents)

    def find(self, query: Query, understood: Understood, per_page: int) -> Found:
        """One page of a search."""
        words = self._words(Tally(query, understood))
        base = words.documents & self._common(query)
        result = self._narrowed(base, query)
        hits = self._ordered(query, understood, result)[(query.page - 1) * per_page : query.page * per_page]
        few = len(words.documents & self._documents.listed) < FEW
        may = few and query.sort == "relevance" and query.page == 1 and words.match == "all"
        near: list[int] = []
        if may and is_run(understood.needs):
            passing = self._narrowed(self._related(understood) & self._common(query), query)
            near = self._ordered(query, understood, passing - words.documents)[:FEW]
        numbers = {facet: self._count(facet, self._narrowed(base, query, but=facet), query) for facet in FACETS}
        return Found(
            words.match, len(result), self._documents.read(hits), numbers, few, self._documents.read(near), words
        )

    def counts(self, asked: Iterable[Tally]) -> Iterator[int]:
        """How many bulletins each search finds."""
        for one in asked:
            yield len(self._narrowed(self._words(one).documents & self._common(one.query), one.query))

    def occurs(self, needs: Iterable[Need]) -> Iterator[bool]:
        """Whether any bulletin has each need."""
        return (bool(self._having(need)) for need in needs)

    def titles(self, asked: Beginning | Need, limit: int) -> list[Title]:
        """The newest listed bulletins whose title begins so, or that have a need."""
        found = self.lexicon.documents(asked) if isinstance(asked, Beginning) else self._having(asked)
        rows = [
            one.bulletin for one in self._documents.read(self._documents.newest(self._documents.listed & found)[:limit])
        ]
        return [Title(row.id, row.title) for row in rows]

    def ids(self, query: Query, understood: Understood) -> list[str]:
        """The ids of everything that a search finds, in order."""
        found = self._narrowed(self._words(Tally(query, understood)).documents & self._common(query), query)
        return [one.bulletin.id for one in self._documents.read(self._ordered(query, understood, found))]

    # What words find.

    def _words(self, asked: Tally) -> _Words:
        understood = asked.understood
        if not asked.query.q.strip():
            return _Words(self._documents.every, "all")
        if asked.words is not None:
            words: _Words = asked.words
            return words
        excluded = union(common(map(self._having, needs)) for needs in understood.excluded)
        if not understood.needs:
            return _Words(self._documents.every - excluded if understood.excluded else frozenset(), "all")
        matched = common(map(self._having, understood.needs)) - excluded
        if matched or asked.whole or not is_run(understood.needs):
            return _Words(matched, "all")
        most = self._most(understood) - excluded
        return _Words(most, "most" if most else "all")

    def _most(self, understood: Understood) -> Numbers:
        """The documents that hold the terms of a query as far as any has them together, and most of the rest."""
        base = self._documents.every
        some_term = False
        for term in terms_in_order(understood.needs):
            if both := base & self._having(term):
                base, some_term = both, True
        held = {
            number: told
            for number, told in self._held(loose_parts(telling(understood.needs))).items()
            if number in base
        }
        best = max(held.values(), default=0)
        if not best:
            return base if some_term else frozenset()
        return frozenset(number for number, told in held.items() if told * MOST_PART >= best)

    def _related(self, understood: Understood) -> Numbers:
        """The documents that hold each term typed apart, and of each run of several words a good part."""
        near = self._documents.every
        for terms, loose in groups_of(understood.needs):
            near = near.intersection(*map(self._having, terms))
            if loose is not None:
                held = self._held(loose)
                certain = sum(whole_rarity(len(self._having(term)), len(self._documents.every)) for term in terms)
                best = max(1, *held.values()) if held else 1
                near = frozenset(one for one in near if (held[one] + certain) * MOST_PART >= best + certain)
        return near - union(common(map(self._having, needs)) for needs in understood.excluded)

    def _held(self, parts: Iterable[Need]) -> Counter[int]:
        """How much documents hold of some parts, in whole rarities."""
        held: Counter[int] = Counter()
        for documents in map(self._having, parts):
            held.update(dict.fromkeys(documents, whole_rarity(len(documents), len(self._documents.every))))
        return held

    def _having(self, need: Need) -> Numbers:
        """The documents that hold what a need asks for, in any of its spellings."""
        if need.beside:
            return union(self._documents.holding(text, need.field) for text in need.beside)
        found = [common(map(self._having, way)) for way in need.ways if way]
        found += [self._documents.holding(text, need.field, prefix=need.prefix) for text in need.texts]
        found += [self._documents.holding(text, need.field) for text in need.synonyms]
        found += [frozenset(self._documents.weights(mark)) for mark in need.marks]
        if need.days:
            found.append(self._published(need.days.first, need.days.last))
        return union(found)

    # What filters leave.

    def _with_status(self, status: str | None) -> Numbers:
        held = self._documents.holders["status"]
        return union(held.get(one, frozenset()) for one in (LISTED_STATUSES if status is None else (status,)))

    def _common(self, query: Query) -> Numbers:
        """The documents that status and dates leave."""
        return self._with_status(query.status) & self._published(query.since, query.until)

    def _published(self, since: date | None, until: date | None) -> Numbers:
        first = moment(since or date.min, 0, self._zone)
        end = moment(until or date.max, 1, self._zone)
        return frozenset(number for number, when in self._documents.dates.items() if first <= when < end)

    def _narrowed(self, base: Numbers, query: Query, but: str = "") -> Numbers:
        """What the selections of all facets but one leave."""
        for facet in FACETS:
            if facet != but and (chosen := query.selected(facet)):
                base &= union(self._documents.holders[facet].get(code, frozenset()) for code in chosen)
        return base

    def _count(self, facet: str, base: Numbers, query: Query) -> dict[str, int]:
        numbers = {code: len(base & documents) for code, documents in self._documents.holders[facet].items()}
        if facet != "keyword":
            return numbers
        ranked = sorted((code for code in numbers if numbers[code]), key=lambda code: (-numbers[code], code))
        return {code: numbers.get(code, 0) for code in (*ranked[:KEYWORDS_SHOWN], *query.keyword)}

    # In which order, and what is shown.

    def _ordered(self, query: Query, understood: Understood, found: Numbers) -> list[int]:
        """All of it: by the words that Whoosh weighs, rare ones above common ones; equal ones from the newest."""
        if query.sort == "newest" or not query.q.strip():
            return self._documents.newest(found)
        scores = dict.fromkeys(found, 0.0)
        for part in (part for part in ranked_parts(understood) if part.required):
            weights = Counter(dict.fromkeys(union(map(self._documents.holding, part.texts)), 1.0))
            for word in part.marks:
                weights.update(self._documents.weights(word))
            told = part.weight * rarity(len(weights), len(self._documents.every))
            for number in found & weights.keys():
                scores[number] += told * weights[number] / (weights[number] + OF_WORD[0])
        return sorted(found, key=lambda number: (-round(scores[number], 6), self._documents.place[number]))

    def forget(self) -> None:
        """Drop what is kept in memory of earlier questions."""
        self._documents.forget()

    def close(self) -> None:
        """Close the files."""
        self._documents.close()
