"""What an SVG picture may not hold: what runs, what fetches, and what another reader of XML would see otherwise."""

from __future__ import annotations

import re
from xml.parsers import expat

_SVG = "http://www.w3.org/2000/svg"
#: Elements that run something, or show what is no picture.
_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener"})
#: Vocabularies that browsers act on inside a picture. Those of drawing programs mean nothing to them.
_FOREIGN = (
    "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/XSL/",
    "http://www.w3.org/2001/XInclude", "http://www.w3.org/2001/xml-events", "http://www.mozilla.org/",
)  # fmt: skip
_ADDRESSES = frozenset({"href", "src", "base"})
#: Pictures and fonts that come inside of the file itself; an SVG inside of one could hold anything again.
_INSIDE = re.compile(
    r"#|data:(?:image/(?:png|jpe?g|gif|webp|avif)|(?:application/)?(?:x-)?font[-/][\w+.-]+)[;,]", re.IGNORECASE
)
#: In style sheets, and in attributes that are read like them: what fetches, and the backslash by which all of it can be
#: written otherwise.
_FETCHES = re.compile(
    r"\\|@(?:import|namespace)|(?<![\w-])(?:-webkit-)?(?:image|image-set|cross-fade|src|expression)\s*\("
    r"|-moz-binding|behavior\s*:",
    re.IGNORECASE,
)
_STYLED = frozenset(
    {"style", "clip-path", "cursor", "fill", "filter", "mask", "stroke", "values", "to", "from", "by"}
    | {"marker", "marker-start", "marker-mid", "marker-end"}
)
_URL = re.compile(r"url\s*\(\s*[\"']?\s*([^\"')]*)", re.IGNORECASE)
_RUNS = re.compile(r"(?:java|vb|live)script:|data:text/|data:image/svg|data:application/x?html", re.IGNORECASE)
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
#: Bytes of a drawing, at most.
_LARGEST = 16 << 20


class _FaultError(Exception):
    """Found something; the message says what."""


def fault_of_svg(data: bytes) -> str:
    """What is wrong with an SVG picture, as a message goes on after its name; empty when nothing is."""
    if len(data) > _LARGEST:
        return f"is larger than {_LARGEST >> 20} MiB, which no drawing is; attach a PNG"
    data = data.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(data)
    try:
        data.decode()
        is_utf8 = declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii", b"ascii")
    except UnicodeDecodeError:
        is_utf8 = False
    if not is_utf8:
        return "is not in UTF-8, and programs would read different things in it; save it with the encoding UTF-8"
    try:
        _Picture().read(data)
    except _FaultError as found:
        return f"is an SVG picture with {found}; export it as plain SVG, or as PNG"
    except expat.ExpatError as error:
        return f"is not an SVG picture ({error}); export it again"
    return ""


class _Picture:
    """A picture as it is read, up to the first thing that has no place in one. Nothing is fetched or expanded."""

    def __init__(self) -> None:
        self._opened: list[str] = []
        self._style: list[str] = []

    def read(self, data: bytes) -> None:
        """Read all of it; _FaultError says what was found, ExpatError that it is no XML."""
        parser = expat.ParserCreate("utf-8", " ")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.ProcessingInstructionHandler = self._text, self._instruction
        parser.EntityDeclHandler = parser.AttlistDeclHandler = self._declaration
        parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, local = _parted(name)
        if not self._opened and (local != "svg" or space not in ("", _SVG)):
            raise _FaultError(f"another root than <svg>, <{local}>")
        if local.lower() in _ELEMENTS:
            raise _FaultError(f"<{local}>")
        if space.startswith(_FOREIGN):
            raise _FaultError(f"<{local}> of {space}")
        for full, value in attributes.items():
            _check_attribute(local, *_parted(full), value)
        self._opened.append(local)

    def _end(self, _: str) -> None:
        if self._opened.pop() == "style":
            _check_style("".join(self._style))
            self._style.clear()

    def _text(self, data: str) -> None:
        if self._opened[-1] == "style":
            self._style.append(data)

    def _instruction(self, target: str, _: str) -> None:
        if target.lower() in ("xml-stylesheet", "php"):
            raise _FaultError(f"<?{target}?>")

    def _declaration(self, *_: object) -> None:
        raise _FaultError("declarations of its own (<!ENTITY …>, <!ATTLIST …>)")


def _parted(name: str) -> tuple[str, str]:
    """Vocabulary and local name."""
    space, _, local = name.rpartition(" ")
    return space, local


def _check_attribute(element: str, space: str, name: str, value: str) -> None:
    folded, bare = name.lower(), _BLANK.sub("", value)
    if folded.startswith("on"):
        raise _FaultError(f"{name}=…, a script")
    if _RUNS.search(bare):
        raise _FaultError(f'"{_short(value)}", which runs')
    if folded in _ADDRESSES and bare and not _INSIDE.match(bare):
        raise _FaultError(f'an address outside of it, "{_short(value)}"')
    if folded == "attributename" and (bare.rpartition(":")[2].lower() in _ADDRESSES or bare.lower().startswith("on")):
        raise _FaultError(f"<{element}> that changes {_short(value)}")
    if not space and folded in _STYLED:
        _check_style(value)
    else:
        _check_urls(value)


def _check_style(text: str) -> None:
    """Style sheets may name parts of the picture and what comes inside of it."""
    if found := _FETCHES.search(text):
        raise _FaultError(f'"{_short(text[found.start() :])}" in a style')
    _check_urls(text)


def _check_urls(text: str) -> None:
    for found in _URL.finditer(text):
        if not _INSIDE.match(found[1].strip()):
            raise _FaultError(f'an address outside of it, "{_short(found[1])}"')


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
