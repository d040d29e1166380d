"""Text that is to be read as text: what would be markup is escaped, and no more."""

from __future__ import annotations

import pytest

from editing.importing.writing.escaping import at_line_start, escaped


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a*b*", "a\\*b\\*"),
        ("a_b", "a_b"),
        ("_a_", "\\_a\\_"),
        ("a_", "a\\_"),
        ("`a`", "\\`a\\`"),
        ("a\\b", "a\\\\b"),
        ("<b>", "&lt;b>"),
        ("1 < 2", "1 < 2"),
        ("&amp;", "&amp;amp;"),
        ("AT&T a & b", "AT&T a & b"),
        ("[a](b)", "\\[a](b)"),
        ("[a] b", "[a] b"),
        ("[^1]", "\\[^1]"),
    ],
)
def test_within_a_line(text: str, written: str) -> None:
    assert escaped(text) == written


def test_in_brackets_every_bracket_is_escaped() -> None:
    assert escaped("a[b]", brackets=True) == "a\\[b\\]"
    assert escaped("a]:", brackets=True) == "a&#93;:"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# a", "\\# a"),
        ("> a", "\\> a"),
        ("- a", "\\- a"),
        ("-a", "-a"),
        ("--- ", "\\--- "),
        ("1. a", "1\\. a"),
        ("1.5", "1.5"),
        (": a", "&#58; a"),
        ("~~~", "&#126;~~"),
        ("===", "&#61;=="),
        ("= a", "= a"),
        ("", ""),
    ],
)
def test_at_the_beginning_of_a_block(text: str, written: str) -> None:
    assert at_line_start(text) == written
