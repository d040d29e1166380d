"""What an endpoint knows of a generation that lies in a cluster: one file of arrays in the generation's folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from search.engines.opensearch.rows import Written, is_character
from search.index.near_words import neighbour_arrays, patterns
from search.index.suggestion_arrays import KINDS, suggestion_arrays
from search.query.books import NameKeys, NearWords
from search.query_types import FACETS
from search.store.array_file import Array, Sidecar, Strings, Values, pack_strings, write_sidecar
from search.text.analysis import Analyser
from search.text.normalise import kind
from search.text.terms import GAP, is_open, terms_of

#: The file, in the folder of a generation.
FILE = "lexicon.bin"


@dataclass(slots=True)
class Frequencies:
    """In how many bulletins each word and each text stands, and in how many places each text."""

    words: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)

    def add(self, row: Written) -> None:
        """One bulletin more."""
        self.words.update(row.words)
        self.texts.update(row.places.keys())
        self.places.update(row.places)

    def take(self, row: Written) -> None:
        """One bulletin less."""
        self.words.subtract(row.words)
        self.texts.subtract(row.places.keys())
        self.places.subtract(row.places)


def write_lexicon(
    folder: Path, facts: Mapping[str, Any], used: Mapping[str, Mapping[str, int]], frequencies: Frequencies,
    analyser: Analyser,
) -> None:  # fmt: skip
    """Write the lexicon of a generation. `used`: for each value of each facet how many listed bulletins have it."""
    write_sidecar(folder / FILE, _arrays(used, frequencies, analyser), facts)


def _arrays(
    used: Mapping[str, Mapping[str, int]], frequencies: Frequencies, analyser: Analyser
) -> Iterator[tuple[str, Values]]:
    values = {facet: sorted(used[facet]) for facet in FACETS}
    for facet, codes in values.items():
        yield from pack_strings(facet, codes).items()
        yield f"{facet}_listed", _counts(used[facet], codes)
    yield from suggestion_arrays((), values, analyser.vocabulary, analyser.segmenter).items()
    words = sorted(word for word, number in frequencies.words.items() if number > 0)
    texts = sorted(text for text, number in frequencies.texts.items() if number > 0)
    yield from pack_strings("word", words).items()
    yield "word_docs", _counts(frequencies.words, words)
    yield from pack_strings("text", texts).items()
    yield "text_docs", _counts(frequencies.texts, texts)
    yield "text_places", _counts(frequencies.places, texts)
    yield from neighbour_arrays((*words, *(text for text in texts if not is_character(text)))).items()


def _counts(numbers: Mapping[str, int], keys: Sequence[str]) -> Array:
    return np.array([numbers[key] for key in keys], np.uint32)


class ClusterLexicon:
    """An opened lexicon."""

    def __init__(self, folder: Path) -> None:
        self._file = Sidecar(folder / FILE)
        #: The index in the cluster, and what else is to be known of it (`filling.py`).
        self.facts: dict[str, Any] = self._file.facts
        self._words, self._texts = Strings(self._file, "word"), Strings(self._file, "text")
        self._names, self._near = NameKeys(self._file), NearWords(self._file)
        self._used = {
            facet: dict(zip(self._file.strings(facet), self._file.arrays[f"{facet}_listed"].tolist(), strict=True))
            for facet in FACETS
        }

    @property
    def size(self) -> int:
        """How many bulletins there are."""
        return int(self.facts["documents"])

    def frequencies(self) -> Frequencies:
        """All frequencies, for whoever makes the next generation of this one."""
        words, texts = self._file.strings("word"), self._file.strings("text")
        arrays = self._file.arrays
        return Frequencies(
            Counter(dict(zip(words, arrays["word_docs"].tolist(), strict=True))),
            Counter(dict(zip(texts, arrays["text_docs"].tolist(), strict=True))),
            Counter(dict(zip(texts, arrays["text_places"].tolist(), strict=True))),
        )

    def used(self, facet: str) -> Mapping[str, int]:
        """The values of a facet that any bulletin has, each with how many listed ones have it."""
        return self._used[facet]

    def names(self, rank: int, way: int, typed: str, *, whole: bool = False) -> Collection[str]:
        """The used values of a kind with a name that begins so, or (`whole`) is it."""
        used = self._used[KINDS[rank]]
        return {code for code in self._names.values(rank, way, typed, whole=whole) if code in used}

    def near(self, word: str) -> Mapping[str, int]:
        """The known words one character away, each with how often bulletins have it."""
        found = {one for pattern in patterns(word) for one in self._near.words(pattern)} - {word}
        return {
            one: often
            for one in found
            if (often := self.word(one) if kind(one[0]) == 2 else self._number("text_places", one))
        }

    def word(self, word: str) -> int:
        """How many bulletins have a word."""
        at = self._words.find(word)
        known = at < len(self._words) and self._words[at] == word
        return int(self._file.arrays["word_docs"][at]) if known else 0

    def places(self, text: str) -> int:
        """In how many places a character or token stands."""
        return self._number("text_places", text)

    def _number(self, array: str, text: str) -> int:
        at = self._texts.find(text)
        known = at < len(self._texts) and self._texts[at] == text
        return int(self._file.arrays[array][at]) if known else 0

    def documents(self, text: str) -> int:
        """In how many bulletins a character, a token or a pair of characters stands."""
        return self._number("text_docs", text)

    def beginning(self, token: str, most: int) -> list[str]:
        """The tokens that begin so, the more frequent before the others."""
        first, end = self._texts.find(token), self._texts.find(token + "\U0010ffff")
        found = islice(range(first, end), 2000)
        docs = self._file.arrays["text_docs"]
        return [self._texts[at] for at in sorted(found, key=lambda at: -int(docs[at]))[:most]]

    def token_count(self) -> int:
        """At least how many different tokens there are."""
        return len(self._texts)

    def rarest(self, text: str) -> tuple[str, int]:
        """The part of a text that the fewest bulletins have, of its tokens, characters and pairs, and how many."""
        terms = terms_of(text)
        parts = [term for term in terms if term != GAP and (len(terms) == 1 or is_open(term))]
        parts += [
            one + other
            for one, other in pairwise(terms)
            if GAP not in (one, other) and is_character(one) and is_character(other)
        ]
        parts = parts or [term for term in terms if term != GAP]
        return min(((part, self.documents(part)) for part in parts), key=lambda pair: pair[1], default=("", 0))

    def close(self) -> None:
        """Close the file."""
        self._file.close()
