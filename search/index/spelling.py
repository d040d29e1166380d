"""How Chinese is spelled in pinyin, for suggestions and corrections; matching never uses it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from search.text.normalise import fold, fold_for_words, kind
from search.text.segmenter import Segmenter
from view.plain_json import parse_json

#: The file of an index with the words that were spelled for it.
FILE = "spellings.json"

_known: dict[str, tuple[str, ...]] = {}


def syllables(word: str) -> tuple[str, ...]:
    """The syllables of a word without tones; other characters stand for themselves."""
    if word not in _known:
        # Its dictionaries take long to load and much memory; few who only change something need them.
        from pypinyin import lazy_pinyin

        _known[word] = tuple(fold(part) for part in lazy_pinyin(word))
    return _known[word]


def known_syllables() -> dict[str, tuple[str, ...]]:
    """Every word that was spelled, with its syllables."""
    return _known


def learn(words: Mapping[str, Sequence[str]]) -> None:
    """Take spellings that another process worked out, or that were kept."""
    _known.update({word: tuple(parts) for word, parts in words.items()})


def recall(folder: Path) -> None:
    """Learn the spellings kept with an index that the same program made; without them words are spelled again."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        learn(parse_json((folder / FILE).read_bytes()))


def keep(folder: Path) -> Path:
    """Keep all spellings with an index, for the next one; gives their file."""
    path = folder / FILE
    path.write_text(json.dumps(_known, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    return path


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
