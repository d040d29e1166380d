"""Line breaks: those of the source that must leave no space, and where a heading may break: between words."""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import pairwise
from typing import Any

_RANGES = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
#: Signs that are Chinese beside Chinese: quotation marks, dashes and dots have one code for all scripts.
_ANY_HAN = re.compile(rf"[{_RANGES}]")
_SHARED = "“”‘’…—"
_HAN_OR_SHARED = re.compile(rf"([{_RANGES}])|[{_SHARED}]")
_SOFT_BREAK = re.compile(rf"\n[ \t]*(?=(?:<(?:a|strong|em|code|del|sup|sub)\b[^>]*>)*(?:([{_RANGES}])|[{_SHARED}]))")
_CLOSING_TAGS = re.compile(r"(?:</[a-z]+>)+$")

_OPENING = "“‘（《【「『〈([{#$￥€£¥第"
_CLOSING = "”’）》】」』〉)]}，、。；：？！…—·,.;:?!%％‰"
#: Small words that lean on what stands before them.
_LEANING = frozenset("的了着过吗呢吧地得们者")
_HEADING = re.compile(r"(<h[2-6]\b[^>]*>)(.*?)(</h[2-6]>)", re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")
#: Shorter texts fit on a line of any screen.
_SHORT = 8


@cache
def _dictionary() -> Any:
    """One that knows no names: what the search's learns would move line breaks."""
    from view.vocabulary.dictionary import own_dictionary  # loads one; nothing but new headings needs it

    return own_dictionary()


def with_breaks(text: str) -> str:
    """A text as HTML with `<wbr>` where a line may end; browsers that break anywhere are told not to by the style."""
    if len(text) <= _SHORT:
        return html.escape(text)
    words = [word for word, _, _ in _dictionary().tokenize(text, "default")]
    pieces = [html.escape(words[0])]
    for before, after in pairwise(words):
        pieces.append(("<wbr>" if _may_part(before[-1], after) else "") + html.escape(after))
    return "".join(pieces)


def _may_part(last: str, word: str) -> bool:
    """Whether a line may end after a character and begin with a word."""
    if last in _OPENING or word[0] in _CLOSING or word in _LEANING or last.isspace() or word[0].isspace():
        return False
    if last.isdigit() and word[0] not in _OPENING:
        return False  # a number stays with what it counts
    return bool(_ANY_HAN.match(last) or _ANY_HAN.match(word[0]))


def break_headings(markup: str) -> str:
    """The same for every heading of a body."""
    return _HEADING.sub(lambda found: f"{found[1]}{_inside(found[2])}{found[3]}", markup)


def _inside(markup: str) -> str:
    pieces = _TAG.split(markup)
    pieces[::2] = [with_breaks(html.unescape(piece)) if piece else "" for piece in pieces[::2]]
    return "".join(pieces)


def join_lines(markup: str) -> str:
    """The markup without the line breaks that browsers would show as a space between Chinese characters."""
    return _SOFT_BREAK.sub(_joined, markup)


def _joined(found: re.Match[str]) -> str:
    """What a line break before Chinese becomes: nothing when Chinese stands before it too."""
    before = found.string[max(0, found.start() - 40) : found.start()]
    if before.endswith(">"):
        before = _CLOSING_TAGS.sub("", before)
    left = _HAN_OR_SHARED.match(before[-1:])
    return "" if left and (left[1] or found[1]) else found[0]
