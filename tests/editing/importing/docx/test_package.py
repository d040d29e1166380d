"""A Word file as a package of parts, opened within limits."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from editing.importing.docx import package
from editing.importing.docx.package import Package, Relation
from editing.importing.model import RefusedError
from tests.editing.importing import word


def opened(**options: object) -> Package:
    return Package(word.docx(word.paragraph("甲"), **options))  # type: ignore[arg-type]


def test_it_knows_its_document_and_what_that_leads_to() -> None:
    one = opened(parts={"word/styles.xml": word.part("styles", "")}, relations=[("s", "styles", "styles.xml")])
    assert one.main == "word/document.xml"
    assert one.related("styles") == "word/styles.xml"
    assert one.related("comments") is None
    assert one.relations(one.main)["s"] == Relation("styles", "word/styles.xml", False)
    assert one.relations("word/styles.xml") == {}


def test_what_lies_outside_stays_as_it_is_and_is_never_a_part() -> None:
    parts = {"word/_rels/document.xml.rels": word.relations_part([("t", "styles", "https://example.org/x")])}
    one = opened(parts=parts)
    found = one.relations(one.main)["t"]
    assert (found.target.endswith("example.org/x"), one.related("styles")) == (True, None)


def test_what_is_no_package_is_refused() -> None:
    for data in (b"", b"PK", b"x" * 100, word.docx(word.paragraph("甲"))[:-30]):
        with pytest.raises(RefusedError, match="not a whole Word file"):
            Package(data)


def test_a_part_that_is_damaged_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(word.docx(word.paragraph("甲" * 500)))
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        info = archive.getinfo("word/document.xml")
    data[info.header_offset + 60] ^= 0xFF
    with pytest.raises(RefusedError, match="damaged"):
        Package(bytes(data)).xml("word/document.xml")
    monkeypatch.setattr(package, "LARGEST_XML", 10)
    with pytest.raises(RefusedError, match="unpacks to more"):
        opened().xml("word/document.xml")


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_PARTS", 1)
    with pytest.raises(RefusedError):
        opened()
