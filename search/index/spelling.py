"""How Chinese is spelled in pinyin, for suggestions and corrections; matching never uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from search.store.array_file import Sidecar, Values, pack_strings
from search.text.normalise import fold, fold_for_words, kind
from search.text.segmenter import Segmenter

_known: dict[str, tuple[str, ...]] = {}


def load_readings() -> None:
    """Load the dictionaries: whoever is about to fork processes that spell has them loaded once."""
    import pypinyin  # noqa: F401 - they take long to load and much memory; few who only change something need them


def syllables(word: str) -> tuple[str, ...]:
    """The syllables of a word without tones; other characters stand for themselves."""
    if word not in _known:
        from pypinyin import lazy_pinyin

        _known[word] = tuple(fold(part) for part in lazy_pinyin(word))
    return _known[word]


def known_syllables() -> dict[str, tuple[str, ...]]:
    """Every word that was spelled, with its syllables."""
    return _known


def learn(words: Mapping[str, Sequence[str]]) -> None:
    """Take spellings that another process worked out, or that were kept."""
    _known.update({word: tuple(parts) for word, parts in words.items()})


def spelling_arrays(words: Iterable[str]) -> dict[str, Values]:
    """The words that were spelled for a segment, in order, each with its syllables: for whoever writes the next."""
    used = sorted(words)
    return {**pack_strings("spelled", used), **pack_strings("spelled_as", [" ".join(_known[word]) for word in used])}


def recall(sidecar: Sidecar) -> None:
    """Learn the spellings kept with a segment that the same program wrote."""
    spelled = (text.split(" ") for text in sidecar.strings("spelled_as"))
    learn(dict(zip(sidecar.strings("spelled"), spelled, strict=True)))


def spell(text: str, segmenter: Segmenter) -> tuple[str, str, list[str]]:
    """A text in pinyin and in pinyin initials, without spaces, and the words that were looked up for it.

    Readings are those of its words (银行: yinhang).
    """
    full: list[str] = []
    initials: list[str] = []
    looked_up = []
    for word, _, _ in segmenter.words(fold_for_words(text)):
        if kind(word[-1]) == 2:
            looked_up.append(word)
        parts = syllables(word) if kind(word[-1]) == 2 else (word,)
        full += parts
        initials += [part[:1] for part in parts]
    return "".join(full), "".join(initials), looked_up
