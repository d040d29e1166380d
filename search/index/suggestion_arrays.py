"""What suggestions are looked up by: sorted beginnings of titles, names and keywords, in characters and in pinyin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from search.index.spelling import spell, spelling_arrays
from search.store.array_file import Values, pack_strings
from search.text.canonical import canonical
from search.text.normalise import fold, kind
from search.text.segmenter import Segmenter
from view.vocabulary.vocabulary import Vocabulary

#: What can be suggested, in the order of preference. A key begins with the number of its kind and of its way.
KINDS = ("country", "industry", "channel", "keyword", "bulletin")
#: How a key is written: as it is, in pinyin, in pinyin initials.
WAYS = ("text", "pinyin", "initials")
#: Characters of a key; nobody types more before choosing.
KEY_LENGTH = 32


def suggestion_arrays(
    titles: Sequence[str], values: Mapping[str, Sequence[str]], vocabulary: Vocabulary, segmenter: Segmenter
) -> dict[str, Values]:
    """Keys in order, each with the number of its document or of its facet's value; and the words that were spelled."""
    keys, spelled = suggestion_keys(titles, values, vocabulary, segmenter)
    return {
        **pack_strings("suggest", [key for key, _ in keys]),
        "suggest_ref": np.array([ref for _, ref in keys], np.uint32),
        **spelling_arrays(spelled),
    }


def suggestion_keys(
    titles: Sequence[str], values: Mapping[str, Sequence[str]], vocabulary: Vocabulary, segmenter: Segmenter
) -> tuple[list[tuple[str, int]], set[str]]:
    """The same as pairs in order, and the words that were spelled."""
    spelled: set[str] = set()
    return sorted(set(_all_keys(titles, values, vocabulary, segmenter, spelled))), spelled


def _all_keys(
    titles: Sequence[str], values: Mapping[str, Sequence[str]], vocabulary: Vocabulary, segmenter: Segmenter,
    spelled: set[str],
) -> Iterator[tuple[str, int]]:  # fmt: skip
    for rank, name in enumerate(KINDS[:3]):
        for ref, code in enumerate(values[name]):
            term = vocabulary.term(name, code)
            names = (term.label, *term.aliases) if term else (code,)
            yield from _keys(rank, ref, names, segmenter, spelled)
    for ref, word in enumerate(values["keyword"]):
        yield from _keys(KINDS.index("keyword"), ref, (word,), segmenter, spelled)
    for ref, title in enumerate(titles):
        yield from _keys(KINDS.index("bulletin"), ref, (title,), segmenter, spelled)


def _keys(
    rank: int, ref: int, names: Iterable[str], segmenter: Segmenter, spelled: set[str]
) -> Iterator[tuple[str, int]]:
    for name in names:
        text = canonical(fold(name))
        if not text or text.isdigit():
            continue
        yield key(rank, 0, text), ref
        if any(kind(char) == 2 for char in text):
            full, initials, words = spell(name, segmenter)
            spelled.update(words)
            yield key(rank, 1, full), ref
            yield key(rank, 2, initials), ref


def key(rank: int, way: int, text: str) -> str:
    """The key of a text as one kind of suggestion, written one way."""
    return f"{rank}{way}{text[:KEY_LENGTH]}"
