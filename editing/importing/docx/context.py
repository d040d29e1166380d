"""What reading a Word file needs everywhere: its parts, where the reader is, and what was lost so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from editing.importing.docx.numbering import Numbering
from editing.importing.docx.package import Package, Relation
from editing.importing.docx.styles import Styles
from editing.importing.model import Block, Lost, RefusedError

#: How much of a text is quoted to say where something was.
_QUOTED = 16


def shortened(text: str, longest: int = _QUOTED) -> str:
    """The beginning of a text, for a person to find it by."""
    folded = " ".join(text.split())
    return folded if len(folded) <= longest else folded[: longest - 1] + "…"


@dataclass(slots=True)
class Context:
    """One Word file under reading. `part` is the one that is read now; its relations lead to pictures and links."""

    package: Package
    styles: Styles
    numbering: Numbering
    part: str
    relations: dict[str, Relation]
    notes: dict[str, dict[str, Element]] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)
    changed: list[Lost] = field(default_factory=list)
    #: What there was much of and is told once: what → how often.
    counted: Counter[str] = field(default_factory=Counter)
    #: Where the reader is, as told to people.
    place: str = ""
    #: Blocks that stand beside the paragraph under reading (text boxes) and follow it.
    beside: list[Block] = field(default_factory=list)
    #: Comments that the text points to.
    commented: dict[str, str] = field(default_factory=dict)
    #: Notes whose marks stand in the text: kind and id.
    used_notes: set[tuple[str, str]] = field(default_factory=set)
    paragraphs: int = 0
    tables: int = 0

    def lose(self, what: str, where: str = "") -> None:
        """Something is not in the result."""
        self.lost.append(Lost(where or self.place or "the document", what))

    def change(self, what: str, where: str = "") -> None:
        """Something is in the result in another way."""
        self.changed.append(Lost(where or self.place or "the document", what))


def open_context(data: bytes) -> Context:
    """A Word file, opened."""
    package = Package(data)
    return Context(package, Styles(package), Numbering(package), package.main, package.relations(package.main))


def visible_text(element: Element) -> str:
    """All text of an element that a reader would see, paragraphs apart by a space."""
    pieces = []
    for one in _once(element):
        if one.tag in ("w-t", "a-t", "m-t"):
            pieces.append(one.text or "")
        elif one.tag in ("w-p", "a-p", "w-tab", "w-br", "w-tc"):
            pieces.append(" ")
        elif one.tag == "v-textpath":
            pieces.append(one.get("string", ""))
    return " ".join("".join(pieces).split())


def _once(element: Element) -> Iterator[Element]:
    """An element and those in it, of two ways to write the same the first."""
    yield element
    for one in element:
        if one.tag != "mc-Fallback" or element.find("mc-Choice") is None:
            yield from _once(one)


def part_text(context: Context, name: str) -> str:
    """All text of a part; empty where it cannot be read."""
    with suppress(RefusedError):
        return visible_text(context.package.xml(name))
    return ""
