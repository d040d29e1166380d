"""Reads a feed as strictly as RFC 4287 asks."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_ONCE = ("id", "title", "updated")
_KNOWN = {
    "feed": {"id", "title", "updated", "author", "link", "entry"},
    "entry": {"id", "title", "updated", "published", "link", "category", "summary"},
}


def read_feed(source: str) -> Element:
    """The feed element; AssertionError says which rule of RFC 4287 it breaks."""
    feed = ElementTree.fromstring(source.encode())  # noqa: S314 - our own output
    assert feed.tag == f"{ATOM}feed"
    _check(feed, "feed")
    assert feed.findall(f"{ATOM}author/{ATOM}name"), "a feed whose entries have no author must have one (4.1.1)"
    assert len(feed.findall(f"{ATOM}link[@rel='self']")) == 1
    listed = entries(feed)
    for entry in listed:
        _check(entry, "entry")
        assert len(entry.findall(f"{ATOM}summary")) == 1
        assert _MOMENT.fullmatch(text(entry, "published"))
    assert len(listed) <= 50
    ids = [text(entry, "id") for entry in listed]
    assert len(set(ids)) == len(ids), "no two entries of a feed may share an id and time (4.1.1)"
    return feed


def _check(element: Element, kind: str) -> None:
    """What feeds and entries have in common."""
    assert {child.tag.removeprefix(ATOM) for child in element} <= _KNOWN[kind]
    for name in _ONCE:
        assert len(element.findall(f"{ATOM}{name}")) == 1, f"exactly one {name} (4.1.1, 4.1.2)"
    assert _IRI.fullmatch(text(element, "id")), "an id is an IRI (4.2.6)"
    assert text(element, "title").strip()
    assert _MOMENT.fullmatch(text(element, "updated")), "a time is as RFC 3339 writes it (3.3)"
    for link in element.findall(f"{ATOM}link"):
        assert _IRI.fullmatch(link.attrib["href"])
    assert len(element.findall(f"{ATOM}link[@rel='alternate']")) == 1
    for category in element.findall(f"{ATOM}category"):
        assert category.attrib["term"]
        assert _IRI.fullmatch(category.attrib["scheme"])


def entries(feed: Element) -> list[Element]:
    return feed.findall(f"{ATOM}entry")


def text(element: Element, path: str) -> str:
    """The text of a child; `path` is without namespaces."""
    return element.findtext("/".join(f"{ATOM}{name}" for name in path.split("/"))) or ""


def links(element: Element) -> dict[str, str]:
    """By rel, the href of the element's own links."""
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}
