"""XML of strangers: names by their namespaces, within limits, without entities."""

from __future__ import annotations

import pytest

from editing.importing.docx import safe_xml
from editing.importing.docx.safe_xml import parse_xml
from editing.importing.model import RefusedError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


@pytest.mark.parametrize("namespace", [W, STRICT])
def test_names_have_the_prefix_of_their_namespace_whatever_the_file_calls_it(namespace: str) -> None:
    root = parse_xml(f'<x:p xmlns:x="{namespace}" x:val="1" plain="2"><x:t>甲</x:t></x:p>'.encode(), "a.xml")
    assert (root.tag, root.attrib, root[0].tag, root[0].text) == ("w-p", {"w-val": "1", "plain": "2"}, "w-t", "甲")


def test_a_namespace_that_nobody_knows_is_a_question() -> None:
    assert parse_xml(b'<x:p xmlns:x="urn:other"/>', "a.xml").tag == "?-p"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<!DOCTYPE p><p/>", "declares a document type"),
        (b'<!DOCTYPE p [<!ENTITY a "b">]><p>&a;</p>', "declares a document type"),
        (b"<p><q></p>", "is damaged"),
        (b"", "is damaged"),
    ],
)
def test_what_no_word_file_needs_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=f"a.xml {said}"):
        parse_xml(data, "a.xml")


@pytest.mark.parametrize(
    ("limit", "data", "said"),
    [
        ("LARGEST_XML", b"<p>" + b" " * 20 + b"</p>", "MB of XML"),
        ("DEEPEST_XML", b"<p>" * 9 + b"</p>" * 9, "nested deeper"),
        ("MOST_ELEMENTS", b"<p>" + b"<q/>" * 9 + b"</p>", "elements"),
    ],
)
def test_every_limit_is_said(monkeypatch: pytest.MonkeyPatch, limit: str, data: bytes, said: str) -> None:
    assert parse_xml(data, "a.xml").tag == "p"
    monkeypatch.setattr(safe_xml, limit, 8)
    with pytest.raises(RefusedError, match=said):
        parse_xml(data, "a.xml")
