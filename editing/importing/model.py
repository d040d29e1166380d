"""What is read from a file before it is Markdown: blocks and inline pieces, and what was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


class RefusedError(Exception):
    """A file that is not imported at all: one sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Something of the source that the result does not have, or has otherwise."""

    where: str
    what: str


@dataclass(slots=True)
class Picture:
    """A picture of the source. `data` is its file's bytes, `kind` what they are: png, jpeg, gif, svg, webp …"""

    data: bytes
    kind: str
    alt: str = ""
    where: str = ""
    #: How much of each edge is hidden, from 0 to 1: left, top, right, bottom.
    crop: tuple[float, float, float, float] = (0, 0, 0, 0)


#: The marks that a run of text may have.
BOLD, ITALIC, STRIKE, UNDER, SUP, SUB, CODE, MARK = "b", "i", "del", "u", "sup", "sub", "code", "mark"


@dataclass(slots=True)
class Text:
    """A run of text with its marks."""

    text: str
    marks: frozenset[str] = frozenset()


@dataclass(slots=True)
class Break:
    """A line that ends within a paragraph."""


@dataclass(slots=True)
class TextLink:
    """A link."""

    target: str
    inside: list[Inline] = field(default_factory=list)


@dataclass(slots=True)
class Image:
    """A picture in the text: one that came along, or one that is named by a path."""

    picture: Picture | None
    path: str = ""
    alt: str = ""


@dataclass(slots=True)
class NoteMark:
    """The mark of a note."""

    blocks: list[Block] = field(default_factory=list)


Inline = Text | Break | TextLink | Image | NoteMark


@dataclass(slots=True)
class Paragraph:
    """A paragraph; a heading where `level` is from 1 to 6. `centred`: it stood in the middle of the line."""

    inside: list[Inline] = field(default_factory=list)
    level: int = 0
    centred: bool = False


@dataclass(slots=True)
class Code:
    """Text that is shown as it is."""

    text: str
    language: str = ""


@dataclass(slots=True)
class Rule:
    """A line across."""


@dataclass(slots=True)
class Quote:
    """A quotation."""

    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class ItemList:
    """A list; `start` is the first number of a numbered one."""

    items: list[list[Block]] = field(default_factory=list)
    numbered: bool = False
    start: int = 1


@dataclass(slots=True)
class Cell:
    """A cell of a table."""

    blocks: list[Block] = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    heading: bool = False
    align: str = ""


@dataclass(slots=True)
class Table:
    """A table, row by row. A cell that spans others stands where it begins; those it covers are left out."""

    rows: list[list[Cell]] = field(default_factory=list)
    where: str = ""


Block = Paragraph | Code | Rule | Quote | ItemList | Table


@dataclass(slots=True)
class Source:
    """One text to become a bulletin.

    `facts` are values of front matter by key, as found; `identity` is what tells the same text when it comes again.
    `lost` is what the result lacks, `changed` what it says in another way.
    """

    blocks: list[Block] = field(default_factory=list)
    facts: dict[str, str | list[str]] = field(default_factory=dict)
    identity: bytes = b""
    name: str = ""
    lost: list[Lost] = field(default_factory=list)
    changed: list[Lost] = field(default_factory=list)


def inline_text(inside: list[Inline]) -> str:
    """The text of inline pieces, without marks and notes."""
    return "".join(_texts(inside))


def _texts(inside: list[Inline]) -> Iterator[str]:
    for one in inside:
        if isinstance(one, Text):
            yield one.text
        elif isinstance(one, Break):
            yield "\n"
        elif isinstance(one, TextLink):
            yield from _texts(one.inside)
        elif isinstance(one, Image):
            yield one.alt


def block_texts(blocks: list[Block]) -> Iterator[str]:
    """The texts of blocks, in order: paragraphs, cells, items."""
    for one in blocks:
        if isinstance(one, Paragraph):
            yield inline_text(one.inside)
        elif isinstance(one, Code):
            yield one.text
        elif isinstance(one, Quote):
            yield from block_texts(one.blocks)
        elif isinstance(one, ItemList):
            for item in one.items:
                yield from block_texts(item)
        elif isinstance(one, Table):
            for row in one.rows:
                for cell in row:
                    yield from block_texts(cell.blocks)
