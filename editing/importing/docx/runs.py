"""The inline pieces of a paragraph: runs with their marks, links, fields, notes, tracked changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from editing.importing.docx import drawings
from editing.importing.docx.context import Context, shortened, visible_text
from editing.importing.docx.equations import equation
from editing.importing.docx.styles import is_hidden, switches, value_of
from editing.importing.docx.symbols import symbol
from editing.importing.model import UNDER, Break, Inline, NoteMark, Text, TextLink, inline_text

#: Where a field leads: HYPERLINK "address" \l "place".
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:"([^"]*)"|(?!\\)(\S+))', re.IGNORECASE)
_SCHEMES = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
#: Elements that only say how what is in them is arranged.
_WRAPPERS = ("w-smartTag", "w-customXml", "w-dir", "w-bdo", "w-sdtContent")


@dataclass(slots=True)
class _Field:
    """A field that has begun and not ended. Its result is `pieces`; those before it wait in `outer`.

    `chosen` is what a form's list has its reader choose, which most programs write nowhere else.
    """

    outer: list[Inline]
    instruction: str = ""
    in_result: bool = False
    chosen: str = ""
    pieces: list[Inline] = field(default_factory=list)


class Runs:
    """Reads paragraphs one after the other; a field may go from one to the next."""

    def __init__(self, context: Context, read: drawings.ReadBlocks) -> None:
        self._context, self._read = context, read
        self._pieces: list[Inline] = []
        self._fields: list[_Field] = []
        self._links: list[TextLink] = []

    def paragraph(self, element: Element) -> list[Inline]:
        """The pieces of a paragraph."""
        self._pieces = []
        for one in self._fields:
            one.outer, one.pieces = [], []
        self._children(element)
        for one in reversed(self._fields):  # goes on in the next paragraph
            self._pieces = [*one.outer, *self._linked(one, self._pieces)]
        return joined_runs(self._pieces)

    def is_contents(self) -> bool:
        """Whether the reader stands within a table of contents that Word has made."""
        return any(re.match(r"\s*TOC\b", one.instruction) for one in self._fields)

    def _children(self, element: Iterable[Element]) -> None:
        for one in element:
            read = _READ.get(one.tag)
            if read:
                read(self, one)
            elif one.tag.startswith("m-oMath"):
                self._equation(one)

    def _add(self, text: str, marks: frozenset[str] = frozenset()) -> None:
        if not self._fields or self._fields[-1].in_result:
            self._pieces.append(Text(text, marks))

    def _run(self, element: Element) -> None:
        properties = element.find("w-rPr")
        if is_hidden(properties):
            if text := visible_text(element):
                self._context.lose(f'hidden text: "{text}"')
            return
        on = switches(properties)
        styled = self._context.styles.marks(value_of(properties, "w-rStyle"))
        marks = frozenset(
            {name for name in styled if on.get(name, True)} | {name for name, is_on in on.items() if is_on}
        )
        if self._links:
            marks -= {UNDER}
        for one in element:
            self._piece(one, marks)

    def _piece(self, one: Element, marks: frozenset[str]) -> None:
        tag = one.tag
        if tag == "w-t":
            text = one.text or ""
            self._add(text if one.get("xml-space") == "preserve" else text.strip(), marks)
        elif tag in _SIGNS:
            self._add(_SIGNS[tag], marks)
        elif tag in ("w-br", "w-cr"):
            if one.get("w-type") not in ("page", "column"):
                self._pieces.append(Break())
        elif tag == "w-instrText":
            if self._fields and not self._fields[-1].in_result:
                self._fields[-1].instruction += one.text or ""
        elif read := _PIECES.get(tag):
            read(self, one)

    def _symbol(self, one: Element) -> None:
        sign = symbol(one.get("w-font", ""), one.get("w-char", ""))
        if sign:
            self._add(sign)
        else:
            self._context.lose(f"the sign {one.get('w-char', '')} of the font {one.get('w-font', '')}; type it")

    def _drawing(self, one: Element) -> None:
        self._pieces += drawings.drawing(self._context, one, self._read)

    def _note(self, one: Element) -> None:
        kind = "footnotes" if one.tag == "w-footnoteReference" else "endnotes"
        element = self._context.notes.get(kind, {}).get(one.get("w-id", ""))
        if element is None:
            self._context.lose("the mark of a note that is missing from the file")
            return
        self._context.used_notes.add((kind, one.get("w-id", "")))
        outer, fields = self._pieces, self._fields
        self._pieces, self._fields = [], []
        blocks = self._read(element)
        self._pieces, self._fields = outer, fields
        self._pieces.append(NoteMark(blocks))

    def _ruby(self, one: Element) -> None:
        base, above = one.find("w-rubyBase"), one.find("w-rt")
        self._children(base if base is not None else ())
        if above is not None and (text := visible_text(above)):
            self._add(f"（{text}）")
            self._context.change(f'"{text}" stood above the text and stands in brackets now')

    def _field_sign(self, one: Element) -> None:
        kind = one.get("w-fldCharType")
        if kind == "begin":
            self._fields.append(_Field(self._pieces))
            self._pieces = []
            if (box := one.find("w-ffData/w-checkBox")) is not None:
                self._fields[-1].instruction = " FORMCHECKBOX "
                self._fields[-1].outer.append(Text("☒" if _is_checked(box) else "☐"))
            elif (choices := one.find("w-ffData/w-ddList")) is not None:
                self._fields[-1].chosen = _chosen(choices)
        elif not self._fields:
            return
        elif kind == "separate":
            self._fields[-1].in_result = True
            self._pieces = []
        elif kind == "end":
            self._end_field(self._fields.pop())

    def _end_field(self, one: _Field) -> None:
        result = self._linked(one, self._pieces) if one.in_result else []
        if one.chosen and not inline_text(result).strip():
            result = [*result, Text(one.chosen)]
        silent = re.match(r"\s*(?:TOC|TC|XE|RD|SET|PAGE|NUMPAGES|FORM\w+|$)", one.instruction)
        if not inline_text(result).strip() and not result and not silent:
            self._context.lose(f"a field without a result: {shortened(one.instruction, 60)}")
        self._pieces = [*one.outer, *result]

    def _linked(self, one: _Field, result: list[Inline]) -> list[Inline]:
        found = _HYPERLINK.match(one.instruction)
        if not found or not result:
            return result
        return self._link(found[1] or found[2] or "", result)

    def _link(self, target: str, inside: list[Inline]) -> list[Inline]:
        if _SCHEMES.match(target) and not re.search(r"[\s<>\"]", target):
            return [TextLink(target, inside)]
        if target:
            shown = shortened(inline_text(inside))
            self._context.lose(f'the link of "{shown}" to {shortened(target, 60)}, which pages cannot follow')
        return inside

    def _simple_field(self, one: Element) -> None:
        self._fields.append(_Field(self._pieces, one.get("w-instr", ""), in_result=True))
        self._pieces = []
        self._children(one)
        self._end_field(self._fields.pop())

    def _hyperlink(self, one: Element) -> None:
        relation = self._context.relations.get(one.get("r-id", ""))
        outer, self._pieces = self._pieces, []
        self._links.append(TextLink(""))
        self._children(one)
        self._links.pop()
        target = relation.target if relation and relation.outside else ""
        inside = self._pieces
        self._pieces = [*outer, *(self._link(target, inside) if target else inside)]
        if not target and one.get("w-anchor") and not self.is_contents():
            self._context.counted["links to other places of the same document, which are plain text now"] += 1

    def _inserted(self, one: Element) -> None:
        if text := visible_text(one):
            self._context.change(f'tracked insertion kept{_by(one)}: "{text}"')
        self._children(one)

    def _deleted(self, one: Element) -> None:
        text = "".join(piece.text or "" for piece in one.iter() if piece.tag in ("w-delText", "w-t"))
        if text.strip():
            what = "moved away" if one.tag == "w-moveFrom" else "tracked deletion left out"
            self._context.lose(f'{what}{_by(one)}: "{text.strip()}"')

    def _control(self, one: Element) -> None:
        """A content control within a line."""
        properties, content = one.find("w-sdtPr"), one.find("w-sdtContent")
        if content is None:
            return
        if properties is not None and properties.find("w-showingPlcHdr") is not None:
            if text := visible_text(content):
                self._context.lose(f'the prompt of a field to fill in: "{text}"')
            return
        self._children(content)

    def _comment(self, one: Element) -> None:
        self._context.commented.setdefault(one.get("w-id", ""), self._context.place)

    def _equation(self, one: Element) -> None:
        pieces = equation(one)
        if text := inline_text(pieces).strip():
            self._pieces += pieces
            self._context.change(f"an equation stands in one line now: {shortened(text, 80)}; look at it")

    def _alternative(self, one: Element) -> None:
        chosen = alternative(one)
        for child in chosen if chosen is not None else ():
            if child.tag in _READ:
                self._children([child])
            else:
                self._piece(child, frozenset())

    def _wrapped(self, one: Element) -> None:
        self._children(one)

    def _embedded(self, one: Element) -> None:
        self._context.lose("another document that was embedded; import it by itself")


def alternative(one: Element) -> Element | None:
    """The newer of two ways to write the same drawing."""
    chosen = one.find("mc-Choice")
    return chosen if chosen is not None and len(chosen) else one.find("mc-Fallback")


def joined_runs(pieces: list[Inline]) -> list[Inline]:
    """Neighbouring runs of the same marks as one; none that are empty."""
    result: list[Inline] = []
    for one in pieces:
        if isinstance(one, Text):
            if not one.text:
                continue
            last = result[-1] if result else None
            if isinstance(last, Text) and (last.marks == one.marks or not one.text.strip()):
                last.text += one.text
                continue
            one = Text(one.text, one.marks)
        result.append(one)
    return result


def _by(one: Element) -> str:
    author = one.get("w-author", "")
    return f" ({author})" if author else ""


def _is_checked(box: Element) -> bool:
    found = box.find("w-checked")
    found = box.find("w-default") if found is None else found
    return found is not None and found.get("w-val", "1") not in ("0", "false")


def _chosen(choices: Element) -> str:
    """The entry of a form's list that is chosen, by its number: the first where none is named."""
    entries = [one.get("w-val", "") for one in choices.iter("w-listEntry")]
    found = choices.find("w-result")
    found = choices.find("w-default") if found is None else found
    number = found.get("w-val", "0") if found is not None else "0"
    return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""


_SIGNS = {
    "w-tab": "\t", "w-ptab": "\t", "w-noBreakHyphen": "-", "w-softHyphen": "", "w-pgNum": "",
    "w-lastRenderedPageBreak": "",
}  # fmt: skip
_PIECES: dict[str, Callable[[Runs, Element], None]] = {
    "w-sym": Runs._symbol, "w-drawing": Runs._drawing, "w-pict": Runs._drawing, "w-object": Runs._drawing,
    "w-footnoteReference": Runs._note, "w-endnoteReference": Runs._note, "w-fldChar": Runs._field_sign,
    "w-ruby": Runs._ruby, "mc-AlternateContent": Runs._alternative, "w-commentReference": Runs._comment,
}  # fmt: skip
_READ: dict[str, Callable[[Runs, Element], None]] = {
    "w-r": Runs._run, "w-hyperlink": Runs._hyperlink, "w-fldSimple": Runs._simple_field, "w-ins": Runs._inserted,
    "w-moveTo": Runs._inserted, "w-del": Runs._deleted, "w-moveFrom": Runs._deleted, "w-sdt": Runs._control,
    "w-commentRangeStart": Runs._comment, "mc-AlternateContent": Runs._alternative, "w-subDoc": Runs._embedded,
    **dict.fromkeys(_WRAPPERS, Runs._wrapped),
}  # fmt: skip
