"""The text of a Word file's XML, compared with what the import wrote and told: nothing may be unaccounted for."""

from __future__ import annotations

import html
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

from builder.reading.bodies.markdown import render
from editing.importing.files import FileReport

_PARTS = re.compile(
    r"word/(?:document\d*|header\d*|footer\d*|comments|footnotes|endnotes|charts/chart\d+|diagrams/data\d+)\.xml"
)
_TEXTS = ("t", "delText", "textpath")


def source_texts(data: bytes) -> Iterator[str]:
    """Every text of a Word file that somebody can see, or could before a change was tracked."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if _PARTS.fullmatch(name):
                yield from _texts(ET.fromstring(package.read(name)))  # noqa: S314 - our own fixtures


def _texts(element: ET.Element) -> Iterator[str]:
    local = element.tag.rpartition("}")[2]
    if local in ("t", "delText") and element.text:
        yield element.text
    if local == "textpath" and element.get("string"):
        yield element.get("string", "")
    children = list(element)
    if local == "AlternateContent" and any(one.tag.endswith("}Choice") for one in children):
        children = [one for one in children if not one.tag.endswith("}Fallback")]
    for one in children:
        yield from _texts(one)


def result_text(root: Path, report: FileReport) -> str:
    """All that readers of the drafts and of the report see."""
    seen = [f"{one.where} {one.what}" for one in (*report.lost, *report.changed)]
    for name in report.written:
        if name.endswith(".md"):
            head, _, body = (root / name).read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
            seen += [head, visible(body)]
    return "\n".join(seen)


def visible(body: str) -> str:
    """What a page shows of a body, its links' targets and its pictures' descriptions too."""
    markup = render(body, 1, lambda *_: None).body.html
    attributes = re.findall(r'(?:href|alt)="([^"]*)"', markup)
    return html.unescape(re.sub(r"<[^>]+>", "", markup) + " ".join(attributes))


def folded(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s+", "", text)


def unaccounted(data: bytes, root: Path, report: FileReport) -> list[str]:
    """The texts of a Word file that are neither in the result nor told, and characters that are there less often."""
    result = folded(result_text(root, report))
    texts = [folded(one) for one in source_texts(data)]
    missing = [one for one in texts if one and one not in result]
    fewer = Counter("".join(texts)) - Counter(result)
    return missing + [f"{char} ×{count}" for char, count in fewer.items()]
