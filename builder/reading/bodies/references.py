"""The links and images of a body: what each is, where it stands in the file, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from builder.reading.bodies.html_rules import PLACEHOLDER, SCHEMES
from builder.reading.records import Reference

#: Told of a mistake: (line, column, field, message).
ReportProblem = Callable[[int, int, str, str], None]

_NO_TARGET = re.compile(r"\]\((?=[ <>]*\))")
_HAS_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ILLEGIBLE = re.compile(r"[\x00-\x1f\x7f\\]")
_ID = re.compile(r' id="([^"]+)"')


class SourceLocator:
    """Finds where in the file a link target or a piece of raw HTML stands; Markdown itself keeps no positions."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text, self.first_line = text, first_line
        self._next: dict[str, int] = {}

    def of_target(self, target: str) -> tuple[int, int]:
        """Line and column of the next use of a target, written inline, as a reference or as an autolink."""
        if not target:
            empty = _NO_TARGET.search(self.text, self._next.get("", 0))
            return self._at("", empty.end()) if empty else (self.first_line, 1)
        return self._find(target, [f"]({target}", f"](<{target}", f"]: {target}", f"<{target}", target])

    def of_raw(self, raw: str) -> tuple[int, int]:
        """Line and column of the next occurrence of a piece of raw HTML."""
        first = raw.strip().partition("\n")[0]
        return self._find(first, [first])

    def _find(self, key: str, forms: list[str]) -> tuple[int, int]:
        start = self._next.get(key, 0)
        for form in forms:
            offset = self.text.find(form, start) if key else -1
            if offset >= 0:
                return self._at(key, offset + len(form) - len(key))
        return self.first_line, 1

    def _at(self, key: str, offset: int) -> tuple[int, int]:
        """The place of an offset, from which the next search for `key` goes on."""
        self._next[key] = offset + len(key)
        line_start = self.text.rfind("\n", 0, offset) + 1
        return self.first_line + self.text.count("\n", 0, offset), offset - line_start + 1


class References:
    """Collects the references of one body, which must be noted in the order of its text."""

    def __init__(self, places: SourceLocator, report: ReportProblem) -> None:
        self._places, self._report = places, report
        self._found: list[Reference] = []

    def note(self, target: str, *, image: bool = False, alt: str = "") -> dict[str, str]:
        """Classify one target: leave it, refuse it (no attributes) or replace it by a placeholder.

        Returns the attributes of the element.
        """
        line, column = self._places.of_target(target)
        if image and not alt.strip():
            self._report(line, column, "image", f'"{target}" has no alt text; write ![what it shows]({target})')
        name = "src" if image else "href"
        kind = kind_of(target, image)
        if kind == "external":
            return {name: target, "rel": "noopener noreferrer", "class": "external"}
        if kind in ("page", "file", "image", "own"):
            index = len(self._found)
            path, suffix = _split_target(target)
            self._found.append(Reference(kind, index, path if kind != "own" else "", suffix, line, column))
            return {name: target if kind == "own" else f"{PLACEHOLDER}:{index}"}
        if kind:
            self._report(line, column, "image" if image else "link", kind)
            return {}
        return {name: target}

    def picture(self, file: str, line: int, column: int) -> str:
        """The placeholder of a step's picture, which may not have been taken yet."""
        return self._add("picture", file, line, column)

    def image(self, file: str, line: int, column: int) -> str:
        """The placeholder of an image that is not written as Markdown."""
        return self._add("image", file, line, column)

    def _add(self, kind: str, file: str, line: int, column: int) -> str:
        index = len(self._found)
        self._found.append(Reference(kind, index, *_split_target(file), line, column))
        return f"{PLACEHOLDER}:{index}"

    def finish(self, markup: str) -> tuple[Reference, ...]:
        """The references that lead to other pages and files; those to headings of this page are checked here."""
        ids = None
        for one in self._found:
            if one.kind == "own":
                ids = {*_ID.findall(markup), ""} if ids is None else ids
                if unquote(one.suffix[1:]) not in ids:
                    self._report(one.line, one.column, "link", f'no heading "{one.suffix}" on this page')
        return tuple(one for one in self._found if one.target)


def kind_of(target: str, image: bool) -> str:
    """What a target is: own, page, file, image, external, nothing to note (empty), or else what is wrong with it."""
    what = "image" if image else "link"
    if not target:
        return f"the {what} has no target"
    if _ILLEGIBLE.search(target):
        return f'"{target}" is not a {what} target: it holds a backslash or control character'
    if target.startswith("//"):
        return f'"{target}" has no scheme; write https:{target}'
    if _HAS_SCHEME.match(target):
        return _external_kind(target, image)
    if target.startswith("#") and not image:
        return "own"
    if target.startswith(("?", "#")):
        return f'"{target}" names no {"image" if image else "page"}'
    if image:
        return "image"
    return "page" if target.startswith("/") or _split_target(target)[0].endswith(".md") else "file"


def _external_kind(target: str, image: bool) -> str:
    scheme = target.partition(":")[0].lower()
    if image:
        return f'"{target}" is not beside this file; pages load nothing from elsewhere, so copy the image here'
    if scheme not in SCHEMES:
        return f'"{scheme}:" links are not allowed; use one of {", ".join(sorted(SCHEMES))}'
    try:
        urlsplit(target)
    except ValueError:
        return f'"{target}" is not a web address'
    return "external" if scheme in ("http", "https") else ""


def _split_target(target: str) -> tuple[str, str]:
    """Path (percent-decoded) and the query and fragment after it."""
    cut = min((target.index(mark) for mark in "?#" if mark in target), default=len(target))
    return unquote(target[:cut]), target[cut:]
