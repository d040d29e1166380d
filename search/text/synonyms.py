"""Editors' synonyms as queries ask for them: canonical text → the other texts that find what it finds."""

from __future__ import annotations

from collections.abc import Iterable

from search.text.canonical import canonical
from search.text.marks import joined_words
from search.text.normalise import SEPARATOR, fold
from view.vocabulary.language import Synonym

#: Words of the segmenter that one entry may be cut into.
_MOST_WORDS = 8


class SynonymBook:
    """The groups of a vocabulary. They are asked for at query time, so a new one needs no bulletin indexed again."""

    def __init__(self, synonyms: Iterable[Synonym]) -> None:
        found: dict[str, dict[str, None]] = {}
        self._shown: dict[str, str] = {}
        for synonym in synonyms:
            means = [_key(word) for word in synonym.means]
            self._shown |= {_key(word): word for word in (*synonym.means, *synonym.words)}
            for word in map(_key, synonym.words):
                found.setdefault(word, {}).update(dict.fromkeys(one for one in means if one and one != word))
        self._others = {word: tuple(others) for word, others in found.items() if word and others}
        #: How many words in a row may be one entry.
        self.longest = min(max(map(len, self._others), default=1), _MOST_WORDS)

    def of(self, text: str) -> tuple[str, ...]:
        """The other texts for a canonical text, in the order of the vocabulary."""
        return self._others.get(text, ())

    def shown(self, text: str) -> str:
        """A canonical text as the vocabulary writes it."""
        return self._shown.get(text, text)


def _key(word: str) -> str:
    """The canonical text of a word; of letters with joiners (L/C) the letters alone, as they are noted of texts."""
    text = canonical(fold(word))
    together = text.replace(SEPARATOR, "")
    return together if together in joined_words(fold(word)) else text
