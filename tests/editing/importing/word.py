"""Word files for tests, written part by part."""

from __future__ import annotations

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = {
    "w": W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def part(name: str, inside: str) -> str:
    """A part whose root is an element of the text namespace, such as document or footnotes."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {_DECLARED}>{inside}</w:{name}>'


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def docx(
    body: str, parts: dict[str, str | bytes] | None = None, relations: list[tuple[str, str, str]] | None = None
) -> bytes:  # fmt: skip
    """A Word file. `relations` of its document: id, kind, target; a target with a scheme lies outside."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relations([("rId1", "officeDocument", "word/document.xml")]),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": _relations(relations or []),
        **(parts or {}),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _relations(relations: list[tuple[str, str, str]]) -> str:
    entries = []
    for identifier, kind, target in relations:
        mode = ' TargetMode="External"' if ":" in target else ""
        entries.append(f'<Relationship Id="{identifier}" Type="{_TYPES}{kind}" Target="{target}"{mode}/>')
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def relations_part(relations: list[tuple[str, str, str]]) -> str:
    """The relations of another part."""
    return _relations(relations)


def numbering(levels: str, overrides: str = "") -> str:
    """A numbering part with one list, number 1."""
    return part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{overrides}</w:num>',
    )


def level(depth: int, form: str, text: str, start: int = 1) -> str:
    """A level of a list."""
    form = f'<w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/>{form}<w:lvlText w:val="{text}"/></w:lvl>'


def numbered(text: str, depth: int = 0, number: int = 1) -> str:
    """A paragraph that is an item of a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def picture(relation: str, alt: str = "", inside: str = "", *, floating: bool = False) -> str:
    """A drawing that shows a picture."""
    around = "anchor" if floating else "inline"
    return (
        f'<w:r><w:drawing><wp:{around}><wp:docPr id="1" name="p" descr="{alt}"/><a:graphic><a:graphicData><pic:pic>'
        f'<pic:blipFill><a:blip r:embed="{relation}">{inside}</a:blip></pic:blipFill></pic:pic></a:graphicData>'
        f"</a:graphic></wp:{around}></w:drawing></w:r>"
    )
