"""Line breaks of the source inside a paragraph: between Chinese characters they leave no space."""

from __future__ import annotations

import re

_HAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
#: Signs that are Chinese beside Chinese: quotation marks, dashes and dots have one code for all scripts.
_SHARED = "“”‘’…—"
_HAN_OR_SHARED = re.compile(rf"([{_HAN}])|[{_SHARED}]")
_SOFT_BREAK = re.compile(rf"\n[ \t]*(?=(?:<(?:a|strong|em|code|del|sup|sub)\b[^>]*>)*(?:([{_HAN}])|[{_SHARED}]))")
_CLOSING_TAGS = re.compile(r"(?:</[a-z]+>)+$")


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
