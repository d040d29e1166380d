"""HTML of strangers as a tree: what is not closed ends with what is around it."""

from __future__ import annotations

import pytest

from editing.importing.limits import DEEPEST_XML
from editing.importing.reading.html_tree import Node, parse_html


def shape(node: Node) -> list[object]:
    """Texts, those that stand together as one, and elements with what is inside."""
    found: list[object] = []
    for one in node.inside:
        if isinstance(one, str) and found and isinstance(found[-1], str):
            found[-1] += one
        else:
            found.append(one if isinstance(one, str) else (one.tag, shape(one)))
    return found


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("<p>a<b>c</b></p>d", [("p", ["a", ("b", ["c"])]), "d"]),
        ("<p>a<p>b", [("p", ["a"]), ("p", ["b"])]),
        ("<ul><li>a<li>b</ul>c", [("ul", [("li", ["a"]), ("li", ["b"])]), "c"]),
        ("<p><b>a</p>b", [("p", [("b", ["a"])]), "b"]),
        ("a<br>b<br/>c", ["a", ("br", []), "b", ("br", []), "c"]),
        ("</p>a", ["a"]),
        ("a < b", ["a < b"]),
        ("&lt;&amp;", ["<&"]),
        ("<span/>a", [("span", []), "a"]),
    ],
)
def test_the_tree(html: str, tree: list[object]) -> None:
    assert shape(parse_html(html)[0]) == tree


def test_comments_are_apart() -> None:
    root, comments = parse_html("a<!-- 内部 -->b")
    assert (root.text(), comments) == ("ab", ["内部"])


def test_what_lies_below_and_what_not() -> None:
    root = parse_html('<div class="footnote-ref x"><p>a</p><table><tr><td>b</td></tr></table></div>')[0]
    (div,) = [one for one in root.inside if isinstance(one, Node)]
    assert [one.tag for one in div.below()] == ["p", "table", "tr", "td"]
    assert [one.tag for one in div.below(("table",))] == ["p", "table"]
    assert (div.text(), div.has_class("footnote"), div.has_class("foot-x")) == ("ab", True, False)


def test_depth_has_an_end() -> None:
    root, depth = parse_html("<div>" * 10_000)[0], 0
    while any(isinstance(one, Node) for one in root.inside):
        root = next(one for one in root.inside if isinstance(one, Node))
        depth += 1
    assert depth == DEEPEST_XML
