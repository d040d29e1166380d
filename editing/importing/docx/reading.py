"""A Word file → blocks: paragraphs, headings, lists, tables, notes, and a line for all that is not among them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from editing.importing.docx.context import Context, open_context, shortened, visible_text
from editing.importing.docx.leftovers import tell_leftovers, tell_metadata
from editing.importing.docx.nesting import ListPiece, nested
from editing.importing.docx.numbering import Label
from editing.importing.docx.runs import Runs, alternative
from editing.importing.docx.styles import ParagraphStyle, outline_of, value_of
from editing.importing.docx.tables import table
from editing.importing.model import (
    BOLD,
    Block,
    Break,
    Code,
    Image,
    Inline,
    NoteMark,
    Paragraph,
    Quote,
    RefusedError,
    Source,
    Text,
    inline_text,
)

_WRAPPERS = ("w-customXml", "w-ins", "w-moveTo", "w-smartTag", "w-sdtContent")


def read_docx(data: bytes) -> Source:
    """The text of a Word file. RefusedError where it is none, is hostile, or goes beyond the limits."""
    context = open_context(data)
    document = context.package.xml(context.package.main)
    body = document.find("w-body")
    if body is None:
        raise RefusedError("the document has no body; open the file in Word and save it again")
    for kind in ("footnotes", "endnotes"):
        context.notes[kind] = _notes(context, kind)
    reader = _Reader(context)
    source = Source(blocks=reader.blocks(body))
    tell_leftovers(context)
    tell_metadata(context, source)
    for what, count in sorted(context.counted.items()):
        context.change(f"{count} × {what}", "the document")
    source.lost, source.changed = list(dict.fromkeys(context.lost)), list(dict.fromkeys(context.changed))
    if reader.title:
        source.facts["title"] = reader.title
    return source


def _notes(context: Context, kind: str) -> dict[str, Element]:
    part = context.package.related(kind)
    if part is None:
        return {}
    notes = context.package.xml(part).iter(f"w-{kind[:-1]}")
    return {one.get("w-id", ""): one for one in notes if one.get("w-type") in (None, "normal")}


class _Reader:
    """Reads blocks in the order of the text."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._runs = Runs(context, self._within)
        self._depth = 0
        self.title = ""

    def blocks(self, parent: Element) -> list[Block]:
        """The blocks of the body, lists nested."""
        return nested(self._pieces(parent))

    def _within(self, parent: Element) -> list[Block]:
        """The blocks of a cell, a note or a text box; what stands beside the paragraph around it waits."""
        context = self._context
        waiting, place = context.beside, context.place
        context.beside = []
        outer, self._runs = self._runs, Runs(context, self._within)
        self._depth += 1
        part, relations = context.part, context.relations
        if parent.tag in ("w-footnote", "w-endnote"):
            context.part = context.package.related(f"{parent.tag[2:]}s") or part
            context.relations = context.package.relations(context.part)
        result = nested(self._pieces(parent))
        context.part, context.relations = part, relations
        self._depth -= 1
        self._runs, context.beside, context.place = outer, waiting, place
        return result

    def _pieces(self, parent: Element) -> list[ListPiece]:
        found: list[ListPiece] = []
        for one in parent:
            if one.tag == "w-p":
                found += self._paragraph(one)
            elif one.tag == "w-tbl":
                found.append(ListPiece(table(self._context, one, self._within)))
            elif one.tag == "w-sdt":
                found += self._control(one)
            elif one.tag in _WRAPPERS:
                if one.tag in ("w-ins", "w-moveTo"):
                    self._context.change("tracked insertion kept", f'at "{shortened(visible_text(one))}"')
                found += self._pieces(one)
            elif one.tag in ("w-del", "w-moveFrom"):
                self._context.lose(f'tracked deletion left out: "{_deleted(one)}"')
            elif one.tag == "mc-AlternateContent":
                chosen = alternative(one)
                found += self._pieces(chosen) if chosen is not None else []
            elif one.tag == "w-altChunk":
                self._context.lose("another document that was embedded; import it by itself")
        return found

    def _control(self, element: Element) -> list[ListPiece]:
        """A content control around paragraphs; the table of contents is one."""
        properties, content = element.find("w-sdtPr"), element.find("w-sdtContent")
        if content is None:
            return []
        gallery = properties.find("w-docPartObj/w-docPartGallery") if properties is not None else None
        if gallery is not None and "contents" in gallery.get("w-val", "").lower():
            self._context.lose(f'table of contents: "{visible_text(content)}"; pages have their own')
            return []
        if properties is not None and properties.find("w-showingPlcHdr") is not None:
            self._context.lose(f'the prompt of a field to fill in: "{visible_text(content)}"')
            return []
        return self._pieces(content)

    def _paragraph(self, element: Element) -> list[ListPiece]:
        context = self._context
        if not self._depth:
            context.paragraphs += 1
            context.place = f'paragraph {context.paragraphs} ("{shortened(visible_text(element))}")'
        properties = element.find("w-pPr")
        style = context.styles.paragraph(value_of(properties, "w-pStyle"))
        was_contents = self._runs.is_contents()
        inside = self._runs.paragraph(element)
        label = self._label(properties, style)
        beside, context.beside = context.beside, []
        after = [ListPiece(one) for one in beside]
        if was_contents or self._runs.is_contents():
            if text := inline_text(inside).strip():
                context.lose(f'table of contents: "{text}"; pages have their own')
            return after
        if not self._depth and value_of(properties, "w-jc") in ("center", "right", "end"):
            context.counted["paragraphs in the middle or at the right, which begin at the left now"] += 1
        if not _has_content(inside):
            return after
        return [self._block(inside, style, properties, label), *after]

    def _block(
        self, inside: list[Inline], style: ParagraphStyle, properties: Element | None, label: Label | None
    ) -> ListPiece:
        level = style.level or outline_of(properties)
        if style.title and not self.title and not self._depth and not any(isinstance(one, NoteMark) for one in inside):
            self.title = " ".join(inline_text(inside).split())
            return ListPiece(None)
        if label and (label.kind == "text" or level):
            inside = [Text(label.text), *inside]
        if style.code:
            return ListPiece(Code(inline_text(inside)))
        if level and not any(isinstance(one, Image) for one in inside):
            plain = [Text(one.text, one.marks - {BOLD}) if isinstance(one, Text) else one for one in inside]
            return ListPiece(Paragraph(_on_one_line(plain), level))
        block: Block = Paragraph(inside, centred=value_of(properties, "w-jc") == "center")
        if style.quote:
            block = Quote([block])
        return ListPiece(block, label if label and label.kind != "text" else None)

    def _label(self, properties: Element | None, style: ParagraphStyle) -> Label | None:
        own = properties.find("w-numPr") if properties is not None else None
        number, depth = style.numbering or ("", 0)
        if own is not None:
            number = value_of(own, "w-numId") or number
            text = value_of(own, "w-ilvl")
            depth = int(text) if text in tuple("012345678") else depth
        return self._context.numbering.label(number, depth) if number and number != "0" else None


def _has_content(inside: list[Inline]) -> bool:
    return any(not isinstance(one, Text | Break) or (isinstance(one, Text) and one.text.strip()) for one in inside)


def _on_one_line(inside: list[Inline]) -> list[Inline]:
    return [Text(" ") if isinstance(one, Break) else one for one in inside]


def _deleted(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter() if one.tag in ("w-delText", "w-t"))
