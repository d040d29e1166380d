"""XML of strangers → elements: no entities, no document types, within limits."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

from editing.importing.limits import DEEPEST_XML, LARGEST_XML, MB, MOST_ELEMENTS
from editing.importing.model import RefusedError

#: Namespace → the prefix that its names have here. Word writes the same in two dialects.
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.microsoft.com/office/drawing/2016/SVG/main": "asvg",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


def parse_xml(data: bytes, name: str) -> Element:
    """The root element of a part, names as `w-p`. RefusedError where it goes beyond the limits."""
    if len(data) > LARGEST_XML:
        raise RefusedError(f"{name} has {len(data) // MB} MB of XML; at most {LARGEST_XML // MB} MB are read")
    return _Reader(name).read(data)


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._builder = TreeBuilder()
        self._depth = self._count = 0
        self._names: dict[str, str] = {}  # one text for each name, however often it stands there

    def read(self, data: bytes) -> Element:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_type
        parser.EntityDeclHandler = self._refuse_entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        try:
            parser.Parse(data, True)
            return self._builder.close()
        except (expat.ExpatError, AssertionError, ValueError, ParseError) as error:
            raise RefusedError(f"{self._name} is damaged: {error}; open the file in Word and save it again") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST_XML:
            raise RefusedError(f"{self._name} is nested deeper than {DEEPEST_XML} elements")
        if self._count > MOST_ELEMENTS:
            raise RefusedError(f"{self._name} has more than {MOST_ELEMENTS:,} elements; import it in parts")
        self._builder.start(self._short(name), {self._short(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(self._short(name))

    def _short(self, name: str) -> str:
        return self._names.get(name) or self._names.setdefault(name, _short(name))

    def _refuse_type(self, *_: object) -> None:
        raise RefusedError(f"{self._name} declares a document type, which no Word file needs; it is not read")

    def _refuse_entity(self, *_: object) -> None:
        raise RefusedError(f"{self._name} declares entities, which no Word file needs; it is not read")


def _short(name: str) -> str:
    namespace, brace, local = name.rpartition("}")
    return f"{_PREFIXES.get(namespace, '?')}-{local}" if brace else local
