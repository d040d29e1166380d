"""HTML of strangers → a forgiving tree: what is not closed ends with what is around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from editing.importing.limits import DEEPEST_XML

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup"),
        *("hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul"),
    )
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
#: A sign that another one, or the end, follows before the one that closes it.
_LOOSE = re.compile(r"<(?=[^<>]*(?:<|\Z))|<!\[(?=[^>]*>)")
_CELL_ENDS = {"td", "th", "tr"}
#: Open element → those whose beginning ends it.
_ENDS = {
    "p": BLOCKS, "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "tr": {"tr"}, "td": _CELL_ENDS, "th": _CELL_ENDS,
    "option": {"option"},
}  # fmt: skip


@dataclass(slots=True)
class Node:
    """An element: what is inside it is elements and text, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    def has_class(self, name: str) -> bool:
        """Whether a class of the element begins so."""
        return any(one.startswith(name) for one in self.attributes.get("class", "").split())

    def below(self, stop: tuple[str, ...] = ()) -> list[Node]:
        """The elements below, in order; not those in elements of the tags in `stop`."""
        found: list[Node] = []
        for one in self.inside:
            if isinstance(one, Node):
                found.append(one)
                if one.tag not in stop:
                    found += one.below(stop)
        return found

    def text(self) -> str:
        """All text in the element."""
        return "".join(one if isinstance(one, str) else one.text() for one in self.inside)


def parse_html(html: str) -> tuple[Node, list[str]]:
    """The tree of a text, and the comments in it."""
    tree = _Tree()
    tree.feed(_without_loose_signs(html))
    tree.close()
    return tree.root, tree.comments


def _without_loose_signs(html: str) -> str:
    """The text with `<` escaped where no tag or comment goes with it: a parser looks for their ends again and again."""
    pieces = []
    at = 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start)) >= 0:
        pieces += [_LOOSE.sub("&lt;", html[at:start]), html[start : end + 3]]
        at = end + 3
    return "".join([*pieces, _LOOSE.sub("&lt;", html[at:])])


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("div")
        self.comments: list[str] = []
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while len(self._open) > 1 and tag in _ENDS.get(self._open[-1].tag, ()):
            self._open.pop()
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in _VOID and len(self._open) < DEEPEST_XML:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and self._open[-1].tag == tag:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data.strip())

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data.strip())
