"""Plain Markdown – paragraphs, headings, flat lists, quotations, tables, bold, links – without Python-Markdown.

Nine of ten bulletins hold nothing else, and Python-Markdown takes most of the time of reading one. What is beyond
the plain is not tried: `plain_body` gives None, and the whole body goes to Python-Markdown. What it converts has the
same bytes, which tests/builder/reading/test_plain_markdown.py compares; docs/decisions/0012 says why this exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from markdown.extensions.toc import slugify_unicode, unique

from builder.reading.bodies.html_rules import TABLE_CLOSING, TABLE_OPENING, plain_text
from builder.reading.bodies.line_breaks import join_lines
from builder.reading.records import Heading

#: Takes a link's target, in the order of the text, and gives the attributes of its element.
Note = Callable[[str], dict[str, str]]

#: What makes a body not plain, wherever it stands: code, escapes, raw HTML and entities, images, footnotes, characters
#: that Markdown or HTML change; indented lines, line ends that break, definitions, and names of link targets.
_BEYOND = re.compile("[`\\\\<&\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029]")
_BEYOND_MARKS = ("![", "[^", "~~~", "\n ", " \n", "\n:")
_BEYOND_NAME = re.compile(r"^\[[^\[\]]*\]:", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6}) ([^#]+)")
_LIST_ITEM = re.compile(r"(?:[-*+]|\d+\.) ")
_UNORDERED = re.compile(r"[-*+] (.+)")
_ORDERED = re.compile(r"\d+\. (.+)")
#: With what an item's text would be a block of its own.
_NESTED = re.compile(r"[#>+*:=|-]|\d+\.")
_SEPARATOR = re.compile(r"\|(?: *:?-+:? *\|)+")
_GAP = re.compile(r"\n{2,}")

_BOLD = r"(?<!\*)\*\*(?=[^\s*])([^*\[\]_\n]+)(?<=[^\s*])\*\*(?!\*)"
_LINK = r"\[(?=\S)([^*\[\]_\n]+)(?<=\S)\]\(([^\s()<>\"'*\[\]]+)\)"
_INLINE = re.compile(f"{_BOLD}|{_LINK}")


@dataclass(slots=True)
class PlainBody:
    """A converted body: its HTML, its visible text block by block, its headings."""

    markup: str
    blocks: tuple[str, ...]
    headings: tuple[Heading, ...]


#: A block of the source: what it is, and its lines, texts or rows.
_Block = tuple[str, list[str]]


def plain_body(text: str, note: Note) -> PlainBody | None:
    """The body as HTML, or None when it holds more than plain Markdown; then `note` has not been called."""
    if _is_beyond(text):
        return None
    blocks: list[_Block] = []
    before = ""
    body = text.strip("\n")
    for source in _GAP.split(body) if "\n\n\n" in body else body.split("\n\n"):
        if "|" in source and "\n#" in source:
            return None  # rows of a table may begin with what else is a heading
        for piece in _at_headings(source):
            block = _read(piece)
            if block is None or (block[0] in ("ul", "ol", "blockquote") and block[0] == before):
                return None  # Markdown joins a list or quotation to the one before it
            before = block[0]
            blocks.append(block)
    return _Writer(note).write(blocks)


def _is_beyond(text: str) -> bool:
    """Whether a text holds what is not plain. Looking for one thing after the other is faster than one pattern."""
    if _BEYOND.search(text):
        return True
    lines = f"\n{text}\n"
    return any(mark in lines for mark in _BEYOND_MARKS) or ("]:" in text and _BEYOND_NAME.search(text) is not None)


def _at_headings(source: str) -> list[str]:
    """A block without blank lines, cut before and after each line that is a heading."""
    if "\n#" not in source and not (source.startswith("#") and "\n" in source):
        return [source]
    pieces: list[str] = []
    text: list[str] = []
    for line in source.split("\n"):
        if line.startswith("#"):
            if text:
                pieces.append("\n".join(text))
            pieces.append(line)
            text = []
        else:
            text.append(line)
    if text:
        pieces.append("\n".join(text))
    return pieces


def _read(source: str) -> _Block | None:
    first = source[:1]
    if first == "#":
        return _heading(source)
    if first == ">":
        return _quotation(source)
    if _LIST_ITEM.match(source):
        return _list(source)
    if "|" in source and "\n" in source:
        return _table(source)
    return _paragraph(source)


def _paragraph(source: str) -> _Block | None:
    text = source.lstrip()
    if not text or not _is_text(source) or not _is_plain(source):
        return None
    return "p", [text]


def _is_text(source: str) -> bool:
    """Whether no line would be more than text of a paragraph: heading, quotation, rule or underline."""
    return not any(line.startswith(("#", ">")) or not line.strip("-=*_ ") for line in source.split("\n"))


def _heading(source: str) -> _Block | None:
    found = _HEADING.fullmatch(source)
    text = found[2].strip() if found else ""
    if not found or not text or not _is_plain(text) or "[" in text:
        return None
    return f"h{len(found[1])}", [text]


def _quotation(source: str) -> _Block | None:
    lines = source.split("\n")
    if not all(line.startswith(">") for line in lines):
        return None
    inner = "\n".join(line[1:].removeprefix(" ") for line in lines)
    if not inner.strip() or _is_beyond(inner) or "\n\n" in inner or inner[:1] == "\n" or inner[-1:] == "\n":
        return None
    if _LIST_ITEM.match(inner) or "|" in inner:
        return None
    block = _paragraph(inner)
    return ("blockquote", block[1]) if block else None


def _list(source: str) -> _Block | None:
    item, kind = (_ORDERED, "ol") if source[0].isdigit() else (_UNORDERED, "ul")
    texts = []
    for line in source.split("\n"):
        found = item.fullmatch(line)
        if not found or _NESTED.match(found[1].lstrip()) or not _is_plain(found[1]):
            return None
        texts.append(found[1].lstrip())
    if kind == "ol" and not source.startswith("1. "):
        return None
    if not all(texts):
        return None
    return kind, texts


def _table(source: str) -> _Block | None:
    lines = source.split("\n")
    if len(lines) < 3 or not _SEPARATOR.fullmatch(lines[1]):
        return None
    if not all(len(line) > 1 and line[0] == line[-1] == "|" for line in lines):
        return None
    columns = lines[1].count("|") - 1
    if columns < 2 or lines[0].count("|") - 1 != columns or not _is_plain(source):
        return None
    return "table", lines


def _is_plain(text: str) -> bool:
    """Whether nothing is left of the marks of inline markup when what `_INLINE` knows is taken away."""
    return not _is_marked(text) or not _is_marked(_INLINE.sub("", text))


def _is_marked(text: str) -> bool:
    """Whether a text holds a mark of inline markup; quicker than a pattern, and asked of every text."""
    return "*" in text or "[" in text or "]" in text or "_" in text


class _Writer:
    """Writes blocks as HTML, and notes links on the way."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._texts: list[str] = []
        self._headings: list[Heading] = []
        self._open_levels: list[int] = []
        self._ids: set[str] = set()

    def write(self, blocks: list[_Block]) -> PlainBody:
        """The whole body."""
        markup = "\n".join(self._block(kind, lines) for kind, lines in blocks)
        return PlainBody(markup, tuple(self._texts), tuple(self._headings))

    def _block(self, kind: str, lines: list[str]) -> str:
        if kind == "p":
            return f"<p>{self._text(lines[0])}</p>"
        if kind == "table":
            return self._table(lines)
        if kind == "blockquote":
            return f"<blockquote>\n<p>{self._text(lines[0])}</p>\n</blockquote>"
        if kind[0] == "h":
            return self._heading(int(kind[1]), lines[0])
        items = "\n".join([f"<li>{self._text(line)}</li>" for line in lines])
        return f"<{kind}>\n{items}\n</{kind}>"

    def _text(self, text: str) -> str:
        """Inline markup of a text; its visible text is remembered."""
        escaped = text.replace(">", "&gt;") if ">" in text else text
        if not _is_marked(text) and "\n" not in text:
            self._remember(" ".join(text.split()))
            return escaped
        markup = _INLINE.sub(self._inline, escaped)
        if "\n" in text:
            markup = join_lines(markup)
        self._remember(plain_text(markup))
        return markup

    def _remember(self, text: str) -> None:
        if text:
            self._texts.append(text)

    def _inline(self, found: re.Match[str]) -> str:
        bold, text, target = found.groups()
        if bold is not None:
            return f"<strong>{bold}</strong>"
        attributes = sorted(self._note(target).items())
        written = "".join([f' {name}="{value}"' for name, value in attributes])
        return f"<a{written}>{text}</a>"

    def _heading(self, level: int, text: str) -> str:
        """A heading with an id, one level below that of the heading it stands under, whatever the writer began with."""
        while self._open_levels and self._open_levels[-1] >= level:
            self._open_levels.pop()
        self._open_levels.append(level)
        level = min(6, len(self._open_levels) + 1)
        markup = self._text(text)
        name = plain_text(markup)
        identifier = unique(slugify_unicode(name, "-"), self._ids)
        self._headings.append(Heading(level, identifier, name))
        return f'<h{level} id="{identifier}">{markup}</h{level}>'

    def _table(self, lines: list[str]) -> str:
        classes = [_alignment(cell.strip(" ")) for cell in _cells(lines[1])]
        head = self._row(lines[0], "th", classes)
        rows = "\n".join([self._row(line, "td", classes) for line in lines[2:]])
        body = f"<thead>\n{head}\n</thead>\n<tbody>\n{rows}\n</tbody>\n"
        return f"{TABLE_OPENING}\n{body}{TABLE_CLOSING}"

    def _row(self, line: str, tag: str, classes: list[str]) -> str:
        pairs = zip_longest(classes, _cells(line)[: len(classes)], fillvalue="")
        cells = "\n".join([f"<{tag}{kind}>{self._text(cell.strip(' '))}</{tag}>" for kind, cell in pairs])
        return f"<tr>\n{cells}\n</tr>"


def _cells(line: str) -> list[str]:
    return line[1:-1].split("|")


def _alignment(separator: str) -> str:
    left, right = separator.startswith(":"), separator.endswith(":")
    if left and right:
        return ' class="align-center"'
    if left or right:
        return ' class="align-left"' if left else ' class="align-right"'
    return ""
