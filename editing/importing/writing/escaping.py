"""Text that is to be read as text by Python-Markdown: what it would take for markup is escaped, and no more."""

from __future__ import annotations

import re

#: Signs with a backslash before them; `_` within a word of letters is none of them.
_SIGNS = re.compile(r"[\\`*]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
#: Where a bracket closes that begins a link or a definition, were it open.
_CLOSING = re.compile(r"\]\s?[\[(:]")
#: Also where another run may go on with it.
_TAG = re.compile(r"<(?=[A-Za-z/!?]|$)")
_ENTITY = re.compile(r"&(?=#|\w+;|\w*$)")
#: At the beginning of a block: a heading, a quotation, an item, a line across, a definition, a fence.
_START = re.compile(r"([#>])|([-+])(?=\s|-|\+|$)|(\d+)\.(?=\s|$)|(:)(?=\s)|(~)(?=~~)|(=)(?==*\s*$)")


def escaped(text: str, *, brackets: bool = False) -> str:
    """A text within a line; `brackets`: every one, for a text that stands in brackets itself."""
    text = _SIGNS.sub(lambda found: f"\\{found[0]}", text)
    text = _ENTITY.sub("&amp;", text)
    if brackets:
        text = re.sub(r"\](?=:)", "&#93;", text)  # even escaped, it would define what a name leads to
        text = re.sub(r"[\[\]]", lambda found: f"\\{found[0]}", text)
    else:
        last = max((found.start() for found in _CLOSING.finditer(text)), default=-1)
        text = re.sub(r"\[", lambda found: f"\\{found[0]}" if _opens(found, last) else found[0], text)
    return _TAG.sub("&lt;", text)


def _opens(bracket: re.Match[str], last: int) -> bool:
    """Whether a bracket would begin a link, a definition or a note; `last` is where such may close."""
    return bracket.start() < last or bracket.string[bracket.end() : bracket.end() + 1] == "^"


def at_line_start(written: str) -> str:
    """A paragraph that is Markdown already, and no other block."""
    found = _START.match(written)
    if not found:
        return written
    rest = written[found.end() :]
    if found[3]:
        return f"{found[3]}\\.{rest}"
    sign = found[0]
    return f"&#{ord(sign)};{rest}" if sign in ":~=" else f"\\{sign}{rest}"
