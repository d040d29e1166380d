"""The HTML of a body as plain text: paragraphs, items with their numbers, rows of tables, addresses behind links."""

from __future__ import annotations

import re
from html import unescape

#: Tags that stand for something; all others only mark text.
_TAG = re.compile(
    r"<(/?)(p|h[2-6]|[uo]l|li|a|img|t[dhr]|t(?:able|head|body|foot)|blockquote|pre|d[ltd]|[bh]r|div)\b([^>]*)>"
)
_MARK = re.compile(r"<[^>]+>")
_OUTSIDE = re.compile(r' href="((?:https?|mailto|tel):[^"]*)"')
_ALT = re.compile(r' alt="([^"]*)"')
_START = re.compile(r' start="(\d+)"')
_GAPS = re.compile(r"\n{3,}")
#: What stands at a tag, opening or closing, where nothing else is said; empty for those within lines.
_BREAKS = {
    **{"td": ("", "\t"), "th": ("", "\t"), "tr": ("", "\n"), "br": ("\n", ""), "dd": ("\n", "")},
    **dict.fromkeys(("p", "table", "blockquote", "pre", "dl", "dt", "hr", "div"), ("\n\n", "\n\n")),
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), ("\n\n", "\n\n")),
}


def body_text(markup: str) -> str:
    """What a reader of the page sees of a body, with empty lines between its blocks."""
    text = _Text()
    last = 0
    for found in _TAG.finditer(markup):
        text.add(markup[last : found.start()])
        last = found.end()
        text.tag(found[2], found[3], closing=bool(found[1]))
    text.add(markup[last:])
    return text.whole()


class _Text:
    def __init__(self) -> None:
        self.pieces: list[str] = [""]
        self.lists: list[int | None] = []  # the next number of each open list; None: it has none
        self.links: list[str] = []

    def add(self, text: str) -> None:
        """Text between two tags; what only parts the lines of the markup says nothing."""
        if text and text != "\n":
            self.pieces.append(text)

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        """What a tag stands for."""
        if name in ("ul", "ol"):
            self._list(name, attributes, closing=closing)
        elif name == "li":
            self._item(closing=closing)
        elif name == "a":
            self._link(attributes, closing=closing)
        elif name == "img":
            alt = _ALT.search(attributes)
            self.pieces.append(f"〔图：{alt[1]}〕" if alt else "")
        elif name in _BREAKS:
            gap = _BREAKS[name][closing]
            after_mark = self.pieces[-1].endswith((". ", "- "))
            self.pieces.append("" if after_mark else "\n" if self.lists and gap == "\n\n" else gap)

    def _list(self, name: str, attributes: str, *, closing: bool) -> None:
        if closing:
            self.lists.pop()
        else:
            begin = _START.search(attributes)
            self.lists.append((int(begin[1]) if begin else 1) if name == "ol" else None)
        self.pieces.append("" if len(self.lists) > (not closing) else "\n\n")

    def _item(self, *, closing: bool) -> None:
        if closing:
            return
        number = self.lists[-1] if self.lists else None
        mark = "- " if number is None else f"{number}. "
        if number is not None:
            self.lists[-1] = number + 1
        self.pieces.append(f"\n{'  ' * (len(self.lists) - 1)}{mark}")

    def _link(self, attributes: str, *, closing: bool) -> None:
        if not closing:
            outside = _OUTSIDE.search(attributes)
            self.links.append(outside[1] if outside else "")
        elif self.links and (address := self.links.pop()) and self.pieces[-1] != address:
            self.pieces.append(f"（{address}）")

    def whole(self) -> str:
        """The text with its entities resolved and never more than one empty line."""
        lines = (line.rstrip() for line in unescape(_MARK.sub("", "".join(self.pieces))).split("\n"))
        return _GAPS.sub("\n\n", "\n".join(lines)).strip("\n")
