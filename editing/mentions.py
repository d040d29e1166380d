"""The places and industries that a text names, by the vocabulary; a name within a longer one does not count."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from view.vocabulary.vocabulary import Vocabulary

_DATA = Path(__file__).parent / "data"
#: Capitals matter not; unlike `lower`, this keeps every text as long as it is.
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_HAN = re.compile(r"[\u3400-\u9fff]")


def mentions(vocabulary: Vocabulary, facet: str, text: str) -> Iterator[tuple[str, str]]:
    """The names of a facet's values in a text, in order, each with its code; the longest at a place counts."""
    names = _names(vocabulary, facet)
    folded = text.translate(_SMALL)
    at = 0
    while at < len(folded):
        found = next((one for one in names.get(folded[at], ()) if _stands_at(folded, at, one[0])), None)
        if found and found[1]:
            yield text[at : at + len(found[0])], found[1]
        at += len(found[0]) if found else 1


def _stands_at(text: str, at: int, word: str) -> bool:
    if not text.startswith(word, at):
        return False
    end = at + len(word)
    return not word.isascii() or (
        not (text[at - 1 : at].isascii() and text[at - 1 : at].isalpha())
        and not (text[end : end + 1].isascii() and text[end : end + 1].isalpha())
    )


def list_lines(name: str) -> tuple[str, ...]:
    """The lines of a list in editing/data, comments left out."""
    text = (_DATA / name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=16)
def _names(vocabulary: Vocabulary, facet: str) -> dict[str, list[tuple[str, str]]]:
    """First character → the names that begin with it, longest first, each with its code (empty: not to be counted)."""
    others = vocabulary.language.every_no_place() if facet == "country" else ()
    codes = {one.translate(_SMALL): "" for one in others}
    for term in vocabulary.terms[facet]:
        for name in (term.label, *term.aliases):
            if _is_word(name):
                codes.setdefault(name.translate(_SMALL), term.code)
    found: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(codes, key=lambda one: (-len(one), one)):
        found.setdefault(name[0], []).append((name, codes[name]))
    return found


def _is_word(name: str) -> bool:
    """Whether a name means its value in any text: codes and short Latin words do not."""
    if _HAN.search(name):
        return len(name) >= 2
    return len(name) >= 4 and name.replace(" ", "").isalpha()
