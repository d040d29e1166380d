"""A document as the index sees it: its stream of characters, field by field, and its words with their weights."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.text.amounts import noted
from search.text.canonical import canonical, canonical_lines
from search.text.marks import WRITTEN, forms, marks_of
from search.text.names import NameBook
from search.text.normalise import BOUNDARY, fold, fold_for_words, kind
from search.text.segmenter import FUNCTION_WORDS, Segmenter
from search.text.synonyms import SynonymBook
from view.bulletin import Document
from view.vocabulary.vocabulary import Vocabulary

#: Fields in the order of the stream, and what one occurrence in them weighs. A tag of a country, industry or channel
#: weighs as `tags`; its label stands in the stream too, so that half of it is found. Body text is 1.
STREAM_FIELDS = ("title", "keywords", "summary", "body", "tags")
WEIGHTS = {"title": 2.0, "keywords": 2.0, "tags": 2.0, "summary": 1.4, "body": 1.0}
#: Fields that can be asked alone; what the index notes of a text is noted for each of them too.
ASKED_FIELDS = ("title", "keywords")
#: Word weights are kept as whole numbers of this part.
WEIGHT_UNIT = 8
_MAX_WEIGHT = 0xFFFF
#: Characters beyond the Basic Multilingual Plane share the 2,048 codes that no character uses. Two of them may share
#: one code; at worst a rare character is also found by another.
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the index keeps of a document beside its facts.

    `streams` holds the canonical text of each of STREAM_FIELDS, one 16-bit code (two bytes, the low one first) a
    character, each block ended by a boundary. `words` are the words with their weights in WEIGHT_UNITs.
    """

    streams: tuple[bytes, ...]
    words: dict[str, int]


class _Ranked(dict[str, str]):
    """Word of a text → the word that documents are ranked by, as it is usually written; empty if it says nothing."""

    def __missing__(self, word: str) -> str:
        says = kind(word[-1]) == 2 and word not in FUNCTION_WORDS
        self[word] = forms().get(word, word) if says else ""
        return self[word]


def in_field(mark: str, field: str | None) -> str:
    """A note of a text that stands in one field (None: anywhere)."""
    return f"{field}:{mark}" if field else mark


def stream_codes(text: str) -> str:
    """Canonical text as the index stores and looks it up: one code of 16 bits for each character."""
    return _ASTRAL.sub(lambda match: chr(0xD800 + ord(match[0]) % 2048), text)


class Analyser:
    """Turns documents into analyses, with the names of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.names = NameBook(vocabulary)
        self.segmenter = Segmenter(self.names.han_names())
        self.synonyms = SynonymBook(vocabulary.language.synonyms)
        self._ranked = _Ranked()

    def analyse(self, document: Document) -> Analysis:
        """Fold, cut and weigh everything a reader can search in."""
        streams: list[bytes] = []
        weights: dict[str, float] = {}
        for field, blocks in self._fields(document):
            text = "\n".join(blocks)
            keys = fold(text)
            streams.append(_stream(keys, blocks).encode("utf-16-le", "surrogatepass"))
            if field != "tags":  # whole names are counted as what they stand for
                words, marks = self._count(text, keys)
                if field in ASKED_FIELDS:
                    marks |= {in_field(mark, field): count for mark, count in marks.items()}
                for counts in (words, marks):
                    for word, count in counts.items():
                        weights[word] = weights.get(word, 0.0) + WEIGHTS[field] * count
        self._weigh_tags(document, weights)
        words = {word: min(round(weight * WEIGHT_UNIT), _MAX_WEIGHT) for word, weight in weights.items()}
        return Analysis(tuple(streams), words)

    def streams(self, document: Document) -> dict[str, str]:
        """The streams alone, by field: what any text of a document is looked for in."""
        return {field: _stream(fold("\n".join(blocks)), blocks) for field, blocks in self._fields(document)}

    def _fields(self, document: Document) -> Iterator[tuple[str, Sequence[str]]]:
        """The blocks of each of STREAM_FIELDS."""
        yield "title", (document.title,)
        yield "keywords", document.keywords
        yield "summary", (document.summary,)
        yield "body", tuple(document.blocks)
        yield "tags", self._labels(document)

    def _count(self, text: str, keys: str) -> tuple[dict[str, int], dict[str, int]]:
        """The words of a text, which folds to `keys`, and what is noted of it: the entities it names, codes, joins."""
        plain = fold_for_words(text, keys)
        cut = self.segmenter.all_words(plain)
        if plain is not keys:  # words are found in one text and counted as the other has them
            cut = [(keys[start:end], start, end) for _, start, end in cut]
        words: dict[str, int] = {}
        for word, count in Counter([word for word, _, _ in cut]).items():
            if ranked := self._ranked[word]:
                words[ranked] = words.get(ranked, 0) + count
        marks = Counter(marks_of(keys))
        marks.update(amount.note for amount in noted(keys))
        for entities, start, end in self.names.spans(keys, cut):
            marks.update(entity.word for entity in entities)
            if any(entity.is_place for entity in entities):
                marks[WRITTEN + canonical(keys[start:end])] += 1
        return words, dict(marks)

    def _labels(self, document: Document) -> tuple[str, ...]:
        """What the page calls the bulletin's places, industries and channel."""
        return tuple(self.vocabulary.label(facet, code) for facet, code in _tags(document))

    def _weigh_tags(self, document: Document, weights: dict[str, float]) -> None:
        for tag in _tags(document):
            if entity := self.names.entities.get(tag):
                marks = [entity.word]
                if entity.is_place:
                    marks.append(WRITTEN + canonical(fold(self.vocabulary.label(*tag))))
                for mark in marks:
                    weights[mark] = weights.get(mark, 0.0) + WEIGHTS["tags"]


def _stream(keys: str, blocks: Sequence[str]) -> str:
    """The stream of some blocks, which fold to `keys` line by line: one code for each character."""
    if keys.count("\n") + 1 == len(blocks) and BOUNDARY not in keys:
        return stream_codes(canonical_lines(keys))
    return stream_codes("".join(canonical(fold(one)) + BOUNDARY for one in blocks))


def _tags(document: Document) -> list[tuple[str, str]]:
    tags = [("country", code) for code in document.countries]
    tags += [("industry", code) for code in document.industries]
    return [*tags, ("channel", document.channel)]
