"""How Chinese is spelled in pinyin, for suggestions and corrections; matching never uses it."""

from __future__ import annotations

from functools import cache

from search.normalise import fold, fold_for_words, kind
from search.segment import Segmenter


@cache
def syllables(word: str) -> tuple[str, ...]:
    """The syllables of a word without tones; other characters stand for themselves."""
    from pypinyin import (
        lazy_pinyin,
    )  # its dictionaries take long to load and much memory; only writing an index needs them

    return tuple(fold(part) for part in lazy_pinyin(word))


def spell(text: str, segmenter: Segmenter) -> tuple[str, str]:
    """A text in pinyin and in pinyin initials, without spaces. Readings are those of its words (银行: yinhang)."""
    folded = fold_for_words(text)
    full: list[str] = []
    initials: list[str] = []
    for word, _, _ in segmenter.words(folded):
        parts = syllables(word) if kind(word[-1]) == 2 else (word,)
        full += parts
        initials += [part[:1] for part in parts]
    return "".join(full), "".join(initials)
