"""One folding of text for index, query, highlight and suggestions: width, case and 繁 → 简, with a map back."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: Characters of the canonical stream that are no text: between two blocks, and between two runs of letters.
BOUNDARY, SEPARATOR = "\x00", "\x01"
#: Signs of numbers in the canonical stream: the point (14.6 is one token), and hundredths, which folded text has not.
POINT, PERCENT = "\x02", "％"

#: Variants that OpenCC tells apart only inside phrases (看著 → 看着, but 著名): matching treats them as one character.
_SAME = dict(
    zip(
        "著瞭覆藉揹衞伕枱敍暱甦澂簷痺彷拏锺馀讬迳麹谘鲶俱薰侭",
        "着了复借背卫夫台叙昵苏澄檐痹仿拿钟余托径曲咨鲇具熏尽",
        strict=True,
    )
)
#: Forms of one character that OpenCC leaves apart (帐 账, 黏 粘, 広 广): `search.text.variants` makes it.
VARIANTS_FILE = Path(__file__).parent / "data" / "variants.txt"
_EUROPEAN = ("LATIN", "GREEK", "CYRILLIC")
#: Categories of characters that a reader does not type: format controls and marks on letters.
_UNSEEN = ("Cf", "Mn", "Me")


@cache
def _converter() -> Any:
    import opencc  # loading its dictionaries takes a while; only text in Han characters needs them

    return opencc.OpenCC("t2s")


@cache
def variants() -> dict[str, str]:
    """Character → the everyday one that it is another form of, both as 繁 → 简 leaves them."""
    lines = VARIANTS_FILE.read_text(encoding="utf-8").split()
    return {form: line[0] for line in lines for form in line[1:]}


def is_han(char: str) -> bool:
    """Whether a character is written by the Han script."""
    return "\u3400" <= char <= "\u9fff" or char in "々〆〇" or "\U00020000" <= char <= "\U0003ffff"


def _simplify(char: str) -> str:
    """繁 → 简 of one character, until nothing changes."""
    while (simpler := _converter().convert(char)) != char and len(simpler) == 1:
        char = simpler
    char = variants().get(char, char)
    return _SAME.get(char, char)


def _plain(char: str) -> str:
    """Width and case of one character folded; marks on European letters and invisible characters dropped."""
    if "\ud800" <= char <= "\udfff":  # half of a broken pair: nothing can be found by it
        return " "
    folded = unicodedata.normalize("NFKC", char).casefold()
    if unicodedata.name(folded[:1], "").startswith(_EUROPEAN):
        folded = unicodedata.normalize("NFKD", folded)
    folded = "".join(one for one in folded if unicodedata.category(one) not in _UNSEEN)
    return folded if folded in ("", char) else "".join(map(_plain, folded))


class _Table(dict[int, Any]):
    """What `str.translate` asks for each character; filled as characters turn up."""

    def __init__(self, *, simplify: bool) -> None:
        super().__init__()
        self.simplify = simplify
        self.uneven: set[str] = set()  # characters that do not become exactly one
        self.traditional: set[str] = set()  # characters that 繁 → 简 changes

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _plain(char)
        if self.simplify:
            simple = "".join(_simplify(one) if is_han(one) or "\u2e80" <= one < "\u2f00" else one for one in folded)
            if simple != folded:
                self.traditional.add(char)
            folded = simple
        if len(folded) != 1:
            self.uneven.add(char)
        self[code] = folded
        return folded


_FOLD = _Table(simplify=True)
_WIDTH = _Table(simplify=False)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `origin[i]` is where its character i stands in the raw text (None: at the same place)."""

    text: str
    origin: Sequence[int] | None = None

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw characters that the folded ones from `start` up to `end` come from."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> str:
    """The folded text, character by character: a part of a text folds to a part of the folded text."""
    return text.translate(_FOLD)


def fold_with_origin(text: str) -> Folded:
    """The folded text with the way back to the raw one."""
    folded = text.translate(_FOLD)
    if _FOLD.uneven.isdisjoint(text):
        return Folded(folded)
    origin = [at for at, char in enumerate(text) for _ in _FOLD[ord(char)]]
    return Folded(folded, origin)


#: Signs inside words, numbers and amounts: patterns look for them as they are folded.
_INSIDE = frozenset("%‰/.&-+'$£¥€")


class _Even(dict[str, bool]):
    """Which characters fold to what `str.lower` gives, or to another sign that says nothing."""

    def __missing__(self, char: str) -> bool:
        folded, lower = fold(char), char.lower()
        signs = len(folded) == len(lower) == 1 and not (folded.isalnum() or lower.isalnum())
        same = folded == lower or (signs and folded not in _INSIDE)
        self[char] = same and len(lower) == 1 and char != "Σ"  # whose lower case depends on its neighbours
        return self[char]


_EVEN = _Even()


def is_plain(text: str) -> bool:
    """Whether `text.lower()` is the folded text but for signs that say nothing (，：): most texts are so."""
    return all(map(_EVEN.__getitem__, set(text)))


def fold_for_words(text: str, folded: str | None = None) -> str:
    """Folded text for the segmenter: 繁 → 简 by phrases (著名 stays), of the same length as `fold` gives.

    `folded` is what `fold` gives, where it is known.
    """
    folded = text.translate(_FOLD) if folded is None else folded
    if _FOLD.traditional.isdisjoint(text):
        return folded
    plain = text.translate(_WIDTH)
    simplified: str = _converter().convert(plain).translate(_forms())
    return simplified if len(simplified) == len(folded) else folded


def simplified(text: str) -> str:
    """A text as readers of simplified characters write it, width and case as they are."""
    if _FOLD.traditional.isdisjoint(text):
        return text
    converted: str = _converter().convert(text).translate(_forms())
    return converted


@cache
def _forms() -> dict[int, str]:
    """`variants` for `str.translate`."""
    return {ord(form): plain for form, plain in variants().items()}


@cache
def kind(char: str) -> int:
    """How a canonical character is indexed: 0 not at all, 1 in tokens (letters, digits), 2 by itself and in pairs."""
    if not char.isalnum():
        return {POINT: 1, PERCENT: 2, "‰": 2}.get(char, 0)
    if char.isascii() or unicodedata.name(char, "").startswith(_EUROPEAN) or char.isdecimal():
        return 1
    return 2
