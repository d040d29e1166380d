"""HTML of other systems → blocks: what pages may show is kept, what runs or loads something is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from editing.importing.model import (
    BOLD,
    CODE,
    ITALIC,
    MARK,
    STRIKE,
    SUB,
    SUP,
    UNDER,
    Block,
    Break,
    Cell,
    Code,
    Image,
    Inline,
    ItemList,
    Lost,
    NoteMark,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    TextLink,
    inline_text,
)
from editing.importing.reading.html_tree import BLOCKS, Node, parse_html

_MARKS = {
    "b": BOLD, "strong": BOLD, "i": ITALIC, "em": ITALIC, "cite": ITALIC, "var": ITALIC, "dfn": ITALIC, "s": STRIKE,
    "del": STRIKE, "strike": STRIKE, "u": UNDER, "ins": UNDER, "sup": SUP, "sub": SUB, "code": CODE, "kbd": CODE,
    "samp": CODE, "tt": CODE, "mark": MARK,
}  # fmt: skip
#: What no page of ours may hold; those in _SILENT show nothing either.
_DROPPED = frozenset(
    (
        *(
            "applet",
            "audio",
            "button",
            "canvas",
            "embed",
            "head",
            "iframe",
            "input",
            "math",
            "noscript",
            "object",
            "script",
        ),
        *("select", "style", "svg", "template", "textarea", "title", "video"),
    )
)
_SILENT = frozenset(["head", "style", "template", "title"])
_LEADS = re.compile(r"(?:https?://|mailto:|tel:)")
_SCHEME = re.compile(r"[a-zA-Z][\w+.-]*:|//")


class HtmlReader:
    """Reads one text. `lost` takes what is left out."""

    def __init__(self, lost: list[Lost], where: str = "the text") -> None:
        self._lost, self._where = lost, where
        self._notes: dict[str, Node] = {}
        self._read_notes: dict[str, NoteMark] = {}

    def read(self, html: str) -> list[Block]:
        """The blocks of a text."""
        root, comments = parse_html(html)
        self._find_notes(root)
        self._lost += [Lost(self._where, f'a comment in the source: "{one}"') for one in comments if one]
        return self._blocks(root)

    def _find_notes(self, root: Node) -> None:
        """Footnotes as Markdown readers write them: a section of them, each an item with an id."""
        for node in root.below():
            if node.tag == "section" and node.has_class("footnotes"):
                for item in node.below():
                    if item.tag == "li" and item.attributes.get("id"):
                        self._notes[item.attributes["id"]] = item
                node.inside = []

    def _lose(self, what: str) -> None:
        self._lost.append(Lost(self._where, what))

    def _blocks(self, node: Node) -> list[Block]:
        """The blocks in an element; text that stands between blocks makes paragraphs."""
        result: list[Block] = []
        line: list[Node | str] = []

        def end_line() -> None:
            if inside := _trimmed(self._inlines(line, frozenset())):
                result.append(Paragraph(inside))
            line.clear()

        for one in node.inside:
            if isinstance(one, Node) and (one.tag in BLOCKS or _holds_blocks(one)):
                end_line()
                result += self._block(one)
            else:
                line.append(one)
        end_line()
        return result

    def _block(self, node: Node) -> list[Block]:
        tag = node.tag
        if tag in _DROPPED:
            self._drop(node)
            return []
        if re.fullmatch(r"h[1-6]", tag):
            inside = _trimmed(self._inlines(node.inside, frozenset()))
            return [Paragraph(inside, int(tag[1]))] if inside else []
        if tag == "pre":
            return [_code(node)]
        if tag == "hr":
            return [] if node.has_class("footnotes") else [Rule()]
        if tag == "blockquote":
            return [Quote(self._blocks(node))]
        if tag in ("ul", "ol"):
            return self._list(node)
        return self._table(node) if tag == "table" else self._plain_block(node)

    def _plain_block(self, node: Node) -> list[Block]:
        """The blocks of an element that only holds some; what it says of them goes with them."""
        found = self._blocks(node)
        centred = "center" in node.attributes.get("align", "") + node.attributes.get("style", "")
        for one in found:
            if isinstance(one, Paragraph):
                one.centred = one.centred or centred or node.tag == "center"
                if node.tag == "dt":
                    one.inside = _with_mark(one.inside, BOLD)
                if node.tag == "a":
                    one.inside = self._link(node, one.inside)
        return found

    def _list(self, node: Node) -> list[Block]:
        items = [self._blocks(one) for one in node.inside if isinstance(one, Node) and one.tag in ("li", "ul", "ol")]
        start = node.attributes.get("start", "1")
        items = [one for one in items if one]
        number = int(start) if re.fullmatch(r"\d{1,9}", start) else 1
        return [ItemList(items, node.tag == "ol", number)] if items else []

    def _table(self, node: Node) -> list[Block]:
        table = Table(where=self._where)
        before: list[Block] = []
        for row in node.below(stop=("table",)):
            if row.tag == "caption":
                before += self._blocks(row)
            if row.tag != "tr":
                continue
            cells = [one for one in row.inside if isinstance(one, Node) and one.tag in ("td", "th")]
            table.rows.append([self._cell(one) for one in cells])
        before += self._blocks(Node("div", {}, list(_strays(node))))
        table.rows = [row for row in table.rows if row]
        return [*before, table] if table.rows else before

    def _cell(self, node: Node) -> Cell:
        style = re.search(r"text-align:\s*(\w+)", node.attributes.get("style", ""))
        align = node.attributes.get("align", "") or (style[1] if style else "")
        return Cell(
            self._blocks(node),
            _span(node.attributes.get("colspan", "1")),
            _span(node.attributes.get("rowspan", "1")),
            heading=node.tag == "th",
            align=align if align in ("center", "right") else "",
        )

    def _inlines(self, nodes: list[Node | str], marks: frozenset[str]) -> list[Inline]:
        result: list[Inline] = []
        for one in nodes:
            if isinstance(one, str):
                text = re.sub(r"[ \t\r\n\f]+", " ", one)
                after_break = bool(result) and isinstance(result[-1], Break)
                result.append(Text(text.lstrip(" ") if after_break else text, marks))
            else:
                result += self._inline(one, marks)
        return result

    def _inline(self, node: Node, marks: frozenset[str]) -> list[Inline]:
        tag = node.tag
        if tag == "br":
            return [Break()]
        if tag == "img":
            return self._image(node)
        if tag in _DROPPED:
            self._drop(node)
            return []
        if tag == "sup" and "footnote-ref" in node.attributes.get("class", ""):
            return self._note(node)
        mark = _MARKS.get(tag)
        inside = self._inlines(node.inside, marks | {mark} if mark else marks)
        if tag == "a":
            return self._link(node, inside)
        return [*inside, Text(" ", marks)] if tag in BLOCKS else inside

    def _drop(self, node: Node) -> None:
        text = "" if node.tag == "script" else " ".join(node.text().split())
        address = node.attributes.get("src") or node.attributes.get("data") or ""
        if node.tag in _SILENT or (node.tag == "noscript" and not text):
            return
        shown = (f" ({address[:80]})" if address else "") + (f' "{text}"' if text else "")
        self._lose(f"<{node.tag}>{shown}, which pages may not hold")

    def _image(self, node: Node) -> list[Inline]:
        source, alt = node.attributes.get("src", "").strip(), " ".join(node.attributes.get("alt", "").split())
        if source.startswith(("http://", "https://", "//")):
            self._lose(f"a picture that lies elsewhere ({source[:100]}); copy it beside the file")
            return [TextLink(source if source.startswith("http") else f"https:{source}", [Text(alt or "图片")])]
        if source.startswith("data:"):
            self._lose(f"a picture within the text ({alt or 'without a description'}); save it as a file beside it")
            return [Text(alt)] if alt else []
        return [Image(None, source, alt)] if source else []

    def _link(self, node: Node, inside: list[Inline]) -> list[Inline]:
        target = re.sub(r"\s+", "%20", node.attributes.get("href", "").strip())
        if node.has_class("footnote-backref"):
            return []
        if not target or not inside:
            return inside
        if _LEADS.match(target) or not _SCHEME.match(target):
            return [TextLink(target, inside)]
        shown = " ".join(inline_text(inside).split())[:40]
        self._lose(f'the link of "{shown}" to {target[:80]}, which pages cannot follow')
        return inside

    def _note(self, node: Node) -> list[Inline]:
        for one in node.below():
            name = one.attributes.get("href", "").lstrip("#") if one.tag == "a" else ""
            if item := self._notes.get(name):
                if name not in self._read_notes:
                    self._read_notes[name] = NoteMark()
                    self._read_notes[name].blocks = self._blocks(item)
                return [self._read_notes[name]]
        return []


def _holds_blocks(node: Node) -> bool:
    return node.tag not in _DROPPED and any(one.tag in BLOCKS for one in node.below())


def _strays(node: Node) -> Iterator[Node | str]:
    """What stands in a table outside its cells."""
    for one in node.inside:
        if isinstance(one, str):
            if one.strip():
                yield one
        elif one.tag in ("tbody", "thead", "tfoot", "tr"):
            yield from _strays(one)
        elif one.tag not in ("td", "th", "caption", "colgroup", "col"):
            yield one


def _with_mark(inside: list[Inline], mark: str) -> list[Inline]:
    return [Text(one.text, one.marks | {mark}) if isinstance(one, Text) else one for one in inside]


def _code(node: Node) -> Code:
    inner = next((one for one in node.inside if isinstance(one, Node) and one.tag == "code"), None)
    language = "".join(re.findall(r"language-([\w+-]+)", inner.attributes.get("class", ""))) if inner else ""
    return Code(node.text(), language)


def _span(text: str) -> int:
    return min(int(text), 100) if re.fullmatch(r"[1-9]\d{0,3}", text) else 1


def _trimmed(inside: list[Inline]) -> list[Inline]:
    """Pieces without spaces at both ends; none where nothing is to be seen."""
    while inside and (isinstance(inside[0], Break) or (isinstance(inside[0], Text) and not inside[0].text.strip())):
        inside = inside[1:]
    while inside and (isinstance(inside[-1], Break) or (isinstance(inside[-1], Text) and not inside[-1].text.strip())):
        inside = inside[:-1]
    return inside
