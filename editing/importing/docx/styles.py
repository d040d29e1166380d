"""The styles of a Word file: what a paragraph or run is by the name of its style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from editing.importing.docx.package import Package
from editing.importing.model import BOLD, ITALIC, MARK, STRIKE, SUB, SUP, UNDER

_OFF = ("0", "false", "off", "none")
#: Names of built-in styles, in the languages that Word and WPS write them in.
_HEADING = re.compile(r"(?:heading|标题|標題|überschrift|titre)\s*([1-9])", re.IGNORECASE)
_TITLE = ("title", "标题", "標題", "文档标题")
_QUOTE = ("quote", "intense quote", "引用", "明显引用", "block text")
_CODE = ("html preformatted", "html 预设格式", "plain text", "source code", "macro text")
#: How far to follow a style to those it is based on.
_MOST_BASES = 20


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph is: a heading of a `level`, the title of the document, a quotation, code; its numbering."""

    level: int = 0
    title: bool = False
    quote: bool = False
    code: bool = False
    numbering: tuple[str, int] | None = None


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    element: Element = field(default_factory=lambda: Element("w-style"))


class Styles:
    """The styles by id."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[str, _Style] = {}
        self.default = ""
        part = package.related("styles")
        if part is None:
            return
        for one in package.xml(part).iter("w-style"):
            identifier = one.get("w-styleId", "")
            self._styles[identifier] = _Style(value_of(one, "w-name"), value_of(one, "w-basedOn"), one)
            if one.get("w-type") == "paragraph" and one.get("w-default") in ("1", "true"):
                self.default = identifier

    def paragraph(self, identifier: str) -> ParagraphStyle:
        """What a paragraph of this style is."""
        level, title, quote, code = 0, False, False, False
        numbering: tuple[str, int] | None = None
        number, depth = "", None
        for style in self._chain(identifier or self.default):
            name = style.name.strip().casefold()
            found = _HEADING.fullmatch(name)
            level = level or (int(found[1]) if found else _outline(style.element))
            title = title or name in _TITLE
            quote, code = quote or name in _QUOTE, code or name in _CODE
            properties = style.element.find("w-pPr/w-numPr")
            if properties is not None:
                number = number or value_of(properties, "w-numId")
                if depth is None and value_of(properties, "w-ilvl"):
                    depth = _whole(value_of(properties, "w-ilvl"))
        if number and number != "0":
            numbering = (number, depth or 0)
        return ParagraphStyle(min(level, 6), title, quote, code, numbering)

    def marks(self, identifier: str) -> frozenset[str]:
        """The marks of a run of this style."""
        on: dict[str, bool] = {}
        for style in self._chain(identifier):
            for name, value in switches(style.element.find("w-rPr")).items():
                on.setdefault(name, value)
        return frozenset(name for name, value in on.items() if value)

    def _chain(self, identifier: str) -> list[_Style]:
        """A style and those it is based on."""
        chain: list[_Style] = []
        while identifier in self._styles and len(chain) < _MOST_BASES:
            chain.append(self._styles[identifier])
            identifier = chain[-1].based_on
        return chain


def value_of(parent: Element | None, child: str) -> str:
    """The `w-val` of a child element, or empty."""
    found = parent.find(child) if parent is not None else None
    return found.get("w-val", "") if found is not None else ""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _outline(element: Element) -> int:
    """The level of a heading by its place in the outline; 0 for what is none."""
    text = value_of(element, "w-pPr/w-outlineLvl") if element.tag == "w-style" else value_of(element, "w-outlineLvl")
    return int(text) + 1 if text in tuple("012345678") else 0


def outline_of(properties: Element | None) -> int:
    """The level of a heading that a paragraph says itself to be."""
    return _outline(properties) if properties is not None else 0


def switches(properties: Element | None) -> dict[str, bool]:
    """The marks that properties of a run switch on or off."""
    on: dict[str, bool] = {}
    if properties is None:
        return on
    for tag, name in (("w-b", BOLD), ("w-i", ITALIC), ("w-strike", STRIKE), ("w-dstrike", STRIKE)):
        found = properties.find(tag)
        if found is not None:
            on[name] = found.get("w-val", "1") not in _OFF
    for tag, name in (("w-u", UNDER), ("w-highlight", MARK)):
        found = properties.find(tag)
        if found is not None:
            on[name] = found.get("w-val", "single") not in _OFF
    align = value_of(properties, "w-vertAlign")
    if align:
        on[SUP], on[SUB] = align == "superscript", align == "subscript"
    return on


def is_hidden(properties: Element | None) -> bool:
    """Whether a run is not shown."""
    found = properties.find("w-vanish") if properties is not None else None
    return found is not None and found.get("w-val", "1") not in _OFF
