"""What a link or image is, where it stands, and what is wrong with it."""

from __future__ import annotations

import pytest

from builder.reading.bodies.html_rules import PLACEHOLDER
from builder.reading.bodies.references import References, SourceLocator, kind_of
from builder.reading.records import Reference


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("b.md", "page"),
        ("../b.md#x", "page"),
        ("/risk/", "page"),
        ("表.csv", "file"),
        ("b.md.csv", "file"),
        ("#一", "own"),
        ("https://example.org", "external"),
        ("mailto:a@example.org", ""),
    ],
)
def test_what_a_link_is(target: str, kind: str) -> None:
    assert kind_of(target, image=False) == kind


@pytest.mark.parametrize(
    ("target", "image", "said"),
    [
        ("", False, "the link has no target"),
        ("", True, "the image has no target"),
        ("//example.org", False, "has no scheme; write https://example.org"),
        ("javascript:alert(1)", False, '"javascript:" links are not allowed'),
        ("JAVASCRIPT:alert(1)", False, '"javascript:" links are not allowed'),
        ("a\\b", False, "a backslash or control character"),
        ("a\x01", False, "a backslash or control character"),
        ("?x", False, "names no page"),
        ("#x", True, "names no image"),
        ("https://example.org/a.png", True, "is not beside this file"),
        ("https://[x", False, "is not a web address"),
    ],
)
def test_what_is_wrong_with_it(target: str, image: bool, said: str) -> None:
    assert said in kind_of(target, image)


def test_each_use_of_a_target_has_its_own_place() -> None:
    locator = SourceLocator("[甲](b.md) 与 [乙](b.md)\n\n<b.md>\n[x]: b.md", 7)
    assert [locator.of_target("b.md") for _ in range(2)] == [(7, 5), (7, 17)]
    assert locator.of_target("none.md") == (7, 1)
    assert SourceLocator("a\n[甲]()", 7).of_target("") == (8, 5)
    assert SourceLocator("a\n <div>\nx</div>", 7).of_raw("<div>\nx</div>") == (8, 2)


def noted(text: str, *targets: str) -> tuple[References, list[dict[str, str]], list[str]]:
    told: list[str] = []
    references = References(
        SourceLocator(text, 1), lambda line, column, field, said: told.append(f"{line}:{column}: {field}: {said}")
    )
    return references, [references.note(one) for one in targets], told


def test_what_leads_inside_becomes_a_numbered_placeholder() -> None:
    references, attributes, told = noted(
        "[a](b.md?x#y) [b](%E8%A1%A8.csv)", "b.md?x#y", "%E8%A1%A8.csv", "https://e.org"
    )
    assert attributes == [
        {"href": f"{PLACEHOLDER}:0"},
        {"href": f"{PLACEHOLDER}:1"},
        {"href": "https://e.org", "rel": "noopener noreferrer", "class": "external"},
    ]
    assert references.finish("") == (
        Reference("page", 0, "b.md", "?x#y", 1, 5),
        Reference("file", 1, "表.csv", "", 1, 19),
    )
    assert told == []


def test_a_heading_of_this_page_must_be_there() -> None:
    references, attributes, told = noted("[a](#%E4%B8%80) [b](#二)", "#%E4%B8%80", "#二", "#")
    assert attributes[0] == {"href": "#%E4%B8%80"}
    assert references.finish('<h2 id="一">一</h2>') == ()
    assert told == ['1:21: link: no heading "#二" on this page']


def test_an_image_says_what_it_shows() -> None:
    told: list[str] = []
    references = References(SourceLocator("![](a.png)", 1), lambda *said: told.append(said[3]))
    assert references.note("a.png", image=True, alt=" ") == {"src": f"{PLACEHOLDER}:0"}
    assert "has no alt text" in told[0]
