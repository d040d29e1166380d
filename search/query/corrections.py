"""Offers another spelling for words that no bulletin has: 错别字 and slips of the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from search.index.near_words import HAN_LENGTHS, patterns
from search.index.spelling import syllables
from search.query.language import Clause, parse_query
from search.query.postings import PostingReader
from search.query.understanding import Understood
from search.query_types import Correction, Query
from search.store.array_file import Strings
from search.store.segments import Live, Segment
from search.text.analysis import Analyser
from search.text.names import canonical
from search.text.normalise import SEPARATOR, fold, fold_with_origin, kind

#: Corrections shown, and neighbours of one word that are tried.
SHOWN, TRIED = 3, 8


class Corrector:
    """Mends queries with the words that the index knows."""

    def __init__(self, live: Live, postings: PostingReader, analyser: Analyser) -> None:
        self._books = [_Book(segment) for segment in live.segments]
        self._postings = postings
        self._is_word = analyser.segmenter.knows
        self._labels = {
            name.replace(SEPARATOR, ""): analyser.vocabulary.label(entity.facet, entity.code)
            for entity in analyser.names.entities.values()
            for name in entity.names
            if SEPARATOR in name
        }

    def corrections(
        self, query: Query, understood: Understood, count: Callable[[Query], int]
    ) -> tuple[Correction, ...]:
        """Queries with one word mended that find something, the likeliest first; before them the words of phrases."""
        found: dict[str, Correction] = {}
        for text in self._texts(query.q, understood):
            mended = replace(query, q=text, page=1)
            if text != query.q and text not in found and (total := count(mended)):
                found[text] = Correction(text, total, mended)
            if len(found) == SHOWN:
                break
        return tuple(found.values())

    def _texts(self, q: str, understood: Understood) -> Iterator[str]:
        """Other ways to write a query."""
        if any(map(_is_plain_phrase, parse_query(q))):
            yield " ".join(map(_typed, parse_query(q)))
        for wrong in self._unknown(understood):
            if label := self._labels.get(wrong):
                yield _replaced(q, wrong, label)
            for right in self._neighbours(wrong):
                yield _replaced(q, wrong, right)

    def _unknown(self, understood: Understood) -> Iterator[str]:
        """Runs of characters and words that no bulletin has. Among others, a word of the language is no slip."""
        runs = (run for run in understood.runs if len(run) in HAN_LENGTHS)
        words = (need.text for need in understood.needs if not (need.entities or need.days))
        for text in dict.fromkeys((*runs, *words)):
            slip = len(understood.needs) == 1 or not self._is_word(text)
            if slip and not self._postings.text(text, prefix=kind(text[-1]) == 1).bitmap:
                yield text

    def _neighbours(self, wrong: str) -> list[str]:
        """Known words one character away: those that sound the same first, then the most frequent."""
        found = {word for pattern in patterns(wrong) for book in self._books for word in book.words(pattern)}
        used = {word: frequency for word in found - {wrong} if (frequency := self._frequency(word))}
        return sorted(used, key=lambda word: (not _sounds_like(wrong, word), -used[word], word))[:TRIED]

    def _frequency(self, word: str) -> int:
        return self._postings.word_size(word) if kind(word[0]) == 2 else self._postings.text_size(word)


class _Book:
    """The known words of one segment, by what they share with their neighbours."""

    def __init__(self, segment: Segment) -> None:
        self._patterns, self._words = Strings(segment.sidecar, "near"), Strings(segment.sidecar, "near_word")
        self._refs = segment.sidecar.arrays["near_ref"]

    def words(self, pattern: str) -> Iterator[str]:
        """The words that have a pattern."""
        at = self._patterns.find(pattern)
        while at < len(self._patterns) and self._patterns[at] == pattern:
            yield self._words[int(self._refs[at])]
            at += 1


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
    """The query as typed with one word changed; unchanged when the word does not stand there in one piece."""
    folded = fold_with_origin(q)
    at = folded.text.find(wrong)
    if at < 0 or canonical(fold(wrong)) != wrong:
        return q
    first, last = folded.raw_span(at, at + len(wrong))
    return q[:first] + right + q[last:]
