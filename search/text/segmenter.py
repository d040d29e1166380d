"""Words of Chinese text, with their places: the segmenter and the small words it should not count."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from search.text.canonical import units
from search.text.normalise import kind
from view.vocabulary.dictionary import own_dictionary

#: One word: folded text, first character, end.
Word = tuple[str, int, int]

_DATA = Path(__file__).parent / "data"


def _words(name: str) -> frozenset[str]:
    return frozenset((_DATA / name).read_text(encoding="utf-8").split())


#: Words that only tie others together: inside a run of words no document has to hold them.
PARTICLES = _words("particles.txt")
#: Particles and the words of questions and persons: none of them says what a text is about, so none is ranked by.
FUNCTION_WORDS = PARTICLES | _words("question_words.txt")


#: Words that ask for a number, and what they ask to count, which belongs to the question: 多少钱, 几个月.
QUANTITIES = frozenset({"多少", "几", "几多", "第几", "哪", "哪些", "哪几", "好几"})
MEASURES = frozenset(units()) | {"钱", "种", "样", "类", "点", "号", "时间", "久"}


@lru_cache(maxsize=2)
def _dictionary(names: frozenset[str]) -> Any:
    """A dictionary with these names; loading one takes a tenth of a second, and vocabularies seldom change."""
    dictionary = own_dictionary()
    for name in sorted(names):
        dictionary.add_word(name, None, None)
    return dictionary


class Segmenter:
    """Cuts folded text into words. `names` are kept whole."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._jieba = _dictionary(frozenset(names))

    def all_words(self, text: str) -> list[Word]:
        """Every word of a text and the shorter words inside long ones."""
        return [word for word in self._jieba.tokenize(text, "search") if kind(word[0][0])]

    def words(self, text: str) -> list[Word]:
        """The words of a text, one after the other."""
        return [word for word in self._jieba.tokenize(text, "default") if kind(word[0][0])]

    def knows(self, word: str) -> bool:
        """Whether the dictionary has a word."""
        known: bool = self._jieba.has_word(word)
        return known
