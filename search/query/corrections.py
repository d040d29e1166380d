"""Offers another spelling for words that no bulletin has: 错别字 and slips of the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice, tee

from search.index.near_words import HAN_LENGTHS
from search.index.spelling import syllables
from search.query.backend import Backend
from search.query_types import Correction, Query
from search.text.analysis import ASKED_FIELDS, Analyser
from search.text.canonical import canonical
from search.text.normalise import SEPARATOR, fold, fold_with_origin, kind, simplified
from search.understanding.language import Clause, parse_query
from search.understanding.understanding import Need, Understood

#: Corrections shown, neighbours of one word that are tried, and queries that are tried in all.
SHOWN, TRIED, MOST_TRIED = 3, 8, 24
#: How many bulletins each query finds, or (True) have all its words, one after the other.
Counts = Callable[[Iterable[tuple[Query, bool]]], Iterable[int]]


class Corrector:
    """Mends queries with the words that the index knows."""

    def __init__(self, backend: Backend, analyser: Analyser) -> None:
        self._backend = backend
        self._is_word = analyser.segmenter.knows
        self._named, self._coded, self._label = analyser.names.named, analyser.names.coded, analyser.vocabulary.label
        self._labels = {
            name.replace(SEPARATOR, ""): analyser.vocabulary.label(entity.facet, entity.code)
            for entity in analyser.names.entities.values()
            for name in entity.names
            if SEPARATOR in name
        }

    def corrections(self, query: Query, understood: Understood, counts: Counts) -> tuple[Correction, ...]:
        """Queries with one word mended of which a bulletin has all words, the likeliest first.

        Before them stand the words of phrases without their quotation marks, of which most suffice.
        """
        texts = chain(self._unquoted(query.q), self._mended(query.q, understood))
        return self._offered(query, texts, counts)

    def places(self, query: Query, understood: Understood, counts: Counts) -> tuple[Correction, ...]:
        """The place that a word typed alone is also the code of: IT, whose bulletins the word does not find."""
        needs = understood.needs
        if len(needs) != 1 or needs[0].entities or needs[0].fixed:
            return ()
        labels = (self._label(entity.facet, entity.code) for entity in self._coded(needs[0].text))
        return self._offered(query, ((label, True) for label in labels), counts)

    def _offered(self, query: Query, texts: Iterable[tuple[str, bool]], counts: Counts) -> tuple[Correction, ...]:
        """The queries that find something; where it is said so, that have all their words."""
        tried, counted = tee(self._fresh(query, texts))
        found = (Correction(one.q, total, one) for (one, _), total in zip(tried, counts(counted), strict=True) if total)
        return tuple(islice(found, SHOWN))

    @staticmethod
    def _fresh(query: Query, texts: Iterable[tuple[str, bool]]) -> Iterator[tuple[Query, bool]]:
        """The queries that are tried, each once."""
        tried = {query.q}
        for text, whole in islice(texts, MOST_TRIED):
            if text not in tried:
                tried.add(text)
                yield replace(query, q=text, page=1), whole

    @staticmethod
    def _unquoted(q: str) -> Iterator[tuple[str, bool]]:
        clauses = parse_query(q)
        if any(map(_is_plain_phrase, clauses)):
            yield " ".join(map(_typed, clauses)), False

    def _mended(self, q: str, understood: Understood) -> Iterator[tuple[str, bool]]:
        """The query with one word written otherwise."""
        telling = [need for need in understood.needs if not (need.is_grammar or need.ways or need.days)]
        held = self._backend.occurs(telling)
        missing = {need.group for need, is_held in zip(telling, held, strict=True) if not is_held}
        if len(missing) > 1:  # one word mended leaves others that nobody wrote
            return
        for wrong in self._unknown(understood):
            if label := self._labels.get(wrong):
                yield _replaced(q, wrong, label), True
            for right in self._neighbours(wrong):
                yield _replaced(q, wrong, right), True

    def _unknown(self, understood: Understood) -> Iterator[str]:
        """Runs of characters and words that no bulletin has. Among others, a word of the language is no slip."""
        runs = (run for run in understood.runs if len(run) in HAN_LENGTHS)
        words = (need.text for need in understood.needs if not (need.fixed or need.entities or need.ways))
        alone = len(understood.needs) == 1
        slips = [text for text in dict.fromkeys((*runs, *words)) if alone or not self._is_word(text)]
        asked = (Need(text, texts=(text,), prefix=kind(text[-1]) == 1) for text in slips)
        return (text for text, is_held in zip(slips, self._backend.occurs(asked), strict=True) if not is_held)

    def _neighbours(self, wrong: str) -> list[str]:
        """Known words one character away, the most frequent first.

        Of words in characters those that sound the same; if none does, the names and titles' words among them: other
        words that merely share a character are nothing that a reader meant.
        """
        used = self._backend.lexicon.near(wrong)
        if kind(wrong[0]) == 2:
            alike = [word for word in used if _sounds_like(wrong, word)]
            used = {word: used[word] for word in alike or self._title_words(used)}
        return sorted(used, key=lambda word: (-used[word], word))[:TRIED]

    def _title_words(self, words: Iterable[str]) -> Iterator[str]:
        """The words that are a name of something, or stand in a title or among keywords."""
        some = [word for word in words if self._named(word) or self._is_word(word)]
        needs = (Need(word, field, (word,)) for word in some for field in ASKED_FIELDS)
        held = self._backend.occurs(needs)
        for word in some:
            stands = [next(held) for _ in ASKED_FIELDS]
            if self._named(word) or any(stands):
                yield word


def _sounds_like(one: str, other: str) -> bool:
    """Whether two words of characters are read the same; the reading of Latin letters is not looked at."""
    return kind(one[0]) == 2 and len(one) == len(other) and syllables(one) == syllables(other)


def _is_plain_phrase(clause: Clause) -> bool:
    return clause.phrase and not (clause.exclude or clause.field)


def _typed(clause: Clause) -> str:
    """A clause as it is typed, plain phrases without their quotation marks."""
    field = f"{clause.field.removesuffix('s')}:" if clause.field else ""
    marks = '"' if clause.phrase and not _is_plain_phrase(clause) else ""
    return f"{'-' * clause.exclude}{field}{marks}{clause.text}{marks}"


def _replaced(q: str, wrong: str, right: str) -> str:
    """The query with one word changed; unchanged when the word does not stand there in one piece.

    A query in another script comes in the script of the word: two scripts in one text are nothing anybody types.
    """
    folded = fold_with_origin(q)
    at = folded.text.find(wrong)
    if at < 0 or canonical(fold(wrong)) != wrong:
        return q
    first, last = folded.raw_span(at, at + len(wrong))
    return simplified(q[:first]) + right + simplified(q[last:])
