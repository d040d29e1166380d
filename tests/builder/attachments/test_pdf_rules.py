"""PDF that acts when it is opened is told from PDF that is read."""

from __future__ import annotations

import time
import zlib

import pytest

from builder.attachments.active_content import fault_of_attachment
from builder.attachments.pdf_rules import fault_of_pdf


def packed(data: bytes) -> bytes:
    """A PDF with something in a packed stream, behind a photograph."""
    return (
        b"%PDF-1.5\nstream\r\n\xff\xd8\xff photo endstream\n1 0 obj<</Type/ObjStm>>stream\n"
        + zlib.compress(data)
        + b"\nendstream"
    )


@pytest.mark.parametrize(
    "inside",
    [
        b"<</S/JavaScript/JS(app.alert(1))>>",
        b"<</S /J#61vaScript /JS 5 0 R>>",
        b"<</S/#4Aav#61Script>>",
        b"<</S/Launch/F(x)>>",
        b"<</Subtype/RichMedia>>",
        b"<</AcroForm<</XFA[(x)]>>>>",
        b"<</S/Rendition>>",
        b"<</Names<</JavaScript 3 0 R>>>>",
    ],
)
def test_pdf_that_acts_when_it_is_opened(inside: bytes) -> None:
    for data in (b"%PDF-1.4\n1 0 obj" + inside + b"endobj", packed(inside), packed(bytes(200_000) + inside)):
        assert fault_of_pdf(data)
        assert fault_of_attachment("a.pdf", data)


def test_pdf_that_speaks_of_scripts_does_not_act() -> None:
    for data in (
        b"%PDF-1.4\n(JavaScript) /JavaScripting",
        packed(b"BT (/Launching) Tj ET"),
        packed(zlib.compress(bytes(999))),
    ):
        assert fault_of_pdf(data) == ""


def test_what_a_pdf_unpacks_to_is_bounded() -> None:
    bomb = packed(bytes(300 << 20)) * 3
    began = time.process_time()
    assert fault_of_pdf(bomb) == ""
    assert time.process_time() - began < 10
