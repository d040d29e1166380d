"""Signs of picture fonts as characters."""

from __future__ import annotations

import pytest

from editing.importing.docx.symbols import symbol


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Wingdings", "F0FC", "✓"),
        (" wingdings ", "FC", "✓"),
        ("Wingdings 2", "F052", "☑"),
        ("Symbol", "F061", "α"),
        ("Wingdings", "F000", ""),
        ("Arial", "F0FC", ""),
        ("Arial", "41", "A"),
        ("Arial", "1F600", "😀"),
        ("Arial", "07", ""),
        ("Arial", "D800", ""),
        ("Arial", "110000", ""),
        ("Arial", "x", ""),
    ],
)
def test_a_sign_that_is_known_or_none(font: str, code: str, sign: str) -> None:
    assert symbol(font, code) == sign
