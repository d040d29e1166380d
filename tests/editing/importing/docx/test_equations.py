"""Equations of Word as text in a line."""

from __future__ import annotations

import pytest

from editing.importing.docx.equations import equation
from editing.importing.docx.safe_xml import parse_xml
from editing.importing.model import SUB, SUP, Text

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def shown(inside: str) -> str:
    """Its text; what is raised after ^, what is lowered after _."""
    root = parse_xml(f'<m:oMath xmlns:m="{M}">{inside}</m:oMath>'.encode(), "a.xml")
    signs = {SUP: "^", SUB: "_"}
    return "".join(
        "".join(signs[mark] for mark in one.marks) + one.text for one in equation(root) if isinstance(one, Text)
    )


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (run("x=1"), "x=1"),
        (f"<m:f><m:fPr/><m:num>{run('a')}</m:num><m:den>{run('b+c')}</m:den></m:f>", "a/(b+c)"),
        (f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>", "x^2"),
        (f"<m:sSubSup><m:e>{run('x')}</m:e><m:sub>{run('i')}</m:sub><m:sup>{run('2')}</m:sup></m:sSubSup>", "x_i^2"),
        (f"<m:sPre><m:sub>{run('a')}</m:sub><m:sup>{run('b')}</m:sup><m:e>{run('X')}</m:e></m:sPre>", "_a^bX"),
        (f"<m:rad><m:deg>{run('3')}</m:deg><m:e>{run('x')}</m:e></m:rad>", "^3√x"),
        (
            f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{run('i')}</m:sub><m:e>{run('x')}</m:e></m:nary>",
            "∑_ix",
        ),
        (f"<m:nary><m:e>{run('x')}</m:e></m:nary>", "∫x"),
        (f"<m:d><m:dPr><m:begChr m:val='['/></m:dPr><m:e>{run('a')}</m:e><m:e>{run('b')}</m:e></m:d>", "[a|b)"),
        (f"<m:func><m:fName>{run('sin')}</m:fName><m:e>{run('x')}</m:e></m:func>", "sin x"),
        (
            f"<m:m><m:mr><m:e>{run('a')}</m:e><m:e>{run('b')}</m:e></m:mr><m:mr><m:e>{run('c')}</m:e></m:mr></m:m>",
            "a, b; c",
        ),
        (f"<m:box><m:e>{run('x')}</m:e></m:box>", "x"),
        ("", ""),
    ],
)
def test_each_form(inside: str, text: str) -> None:
    assert shown(inside) == text
