"""Markdown → safe HTML with placeholders for what points inside the site, plus its text, headings and mistakes."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions.toc import slugify_unicode
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AMP_SUBSTITUTE, STX

from builder.htmlrules import PLACEHOLDER, SCHEMES, raw_problems, sanitise, visible_blocks
from builder.records import Body, Heading, Reference

Report = Callable[[int, int, str, str], None]

_HAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
#: Signs that are Chinese beside Chinese: quotation marks, dashes and dots have one code for all scripts.
_SHARED = "“”‘’…—"
_HAN_OR_SHARED = re.compile(rf"([{_HAN}])|[{_SHARED}]")
_SOFT_BREAK = re.compile(rf"\n[ \t]*(?=(?:<(?:a|strong|em|code|del|sup|sub)\b[^>]*>)*(?:([{_HAN}])|[{_SHARED}]))")
_CLOSING_TAGS = re.compile(r"(?:</[a-z]+>)+$")
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_ALIGN = re.compile(r"text-align:\s*(left|center|right)")
_NO_TARGET = re.compile(r"\]\((?=[ <>]*\))")
#: With what the markup of Python-Markdown's inline patterns, or something that they put aside, begins or ends.
_MARKUP = re.compile(rf"[`\\\[<&*_{STX}]|  \n")
_HAS_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body after Markdown, before references are resolved."""

    body: Body
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]


class _RawInline(HtmlInlineProcessor):
    """Raw inline HTML, remembered for checking."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        self.md.raw_html.append(m.group(1))  # type: ignore[attr-defined]
        return super().handleMatch(m, data)  # type: ignore[return-value]


class _RawBlocks(HtmlBlockPreprocessor):
    """Raw HTML blocks, remembered for checking. Code fences have been stashed before this runs."""

    def run(self, lines: list[str]) -> list[str]:
        before = len(self.md.htmlStash.rawHtmlBlocks)
        result = super().run(lines)
        stashed = self.md.htmlStash.rawHtmlBlocks[before:]
        self.md.raw_html += [raw for raw in stashed if isinstance(raw, str)]  # type: ignore[attr-defined]
        return result


class _Inline(InlineProcessor):
    """Looks for markup in those texts only that have a character with which some begins: most have none.

    Python-Markdown tries each of its patterns on each text, which is a third of its time.
    """

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self._all_patterns: Any = getattr(self, "_InlineProcessor__handleInline")  # noqa: B009 - a private name
        self._InlineProcessor__handleInline = self._needed_patterns

    def _needed_patterns(self, data: str, first: int = 0) -> str:
        found: str = self._all_patterns(data, first) if _MARKUP.search(data) else data
        return found


class _Tree(Treeprocessor):
    """Classes instead of styles, and every link and image noted."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in ("td", "th"):
                found = _ALIGN.search(element.attrib.pop("style", ""))
                if found:
                    element.set("class", f"align-{found[1]}")
            elif element.tag == "a" and element.get("href") is not None:
                self.md.targets.append((element, "href"))  # type: ignore[attr-defined]
            elif element.tag == "img":
                self.md.targets.append((element, "src"))  # type: ignore[attr-defined]


class _Headings(Treeprocessor):
    """Headings begin at h2, below the title, and never skip a level, whatever the writer began with."""

    def run(self, root: Element) -> None:
        open_levels: list[int] = []  # the writer's levels of the headings that the next one may stand below
        for element in root.iter():
            if not re.fullmatch(r"h[1-6]", str(element.tag)):
                continue
            level = int(element.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            element.tag = f"h{min(6, len(open_levels) + 1)}"


@cache
def _converter() -> markdown.Markdown:
    converter = markdown.Markdown(
        extensions=["tables", "fenced_code", "def_list", "footnotes", "sane_lists", "toc"],
        extension_configs={
            "toc": {"slugify": slugify_unicode, "marker": ""},
            "footnotes": {"BACKLINK_TITLE": "回到正文的脚注 {}", "BACKLINK_TEXT": "↩"},
        },
        output_format="html",
    )
    converter.preprocessors.register(_RawBlocks(converter), "html_block", 20)
    converter.treeprocessors.register(_Inline(converter), "inline", 20)
    converter.inlinePatterns.register(_RawInline(HTML_RE, converter), "html", 90)
    converter.treeprocessors.register(_Headings(converter), "headings", 6)  # after inline (20), before toc (5)
    converter.treeprocessors.register(_Tree(converter), "references", -10)
    return converter


def render(text: str, first_line: int, report: Report) -> Rendered:
    """Render a body that begins at `first_line` of its file; mistakes go to `report(line, column, field, message)`."""
    converter = _converter()
    converter.reset()
    converter.raw_html = []  # type: ignore[attr-defined]
    converter.targets = []  # type: ignore[attr-defined]
    place = _Places(text, first_line)
    references: list[Reference] = []
    markup = _convert(converter, text, place, references, report)
    told: set[str] = set()
    for raw in converter.raw_html:  # type: ignore[attr-defined]
        position = place.of_raw(raw)
        for message in raw_problems(raw):
            opening = message.replace("</", "<", 1)
            if message.startswith("<") and opening in told:
                continue  # the end tag of an element that has been named
            told.add(message)
            report(*position, "html", message)
    markup = _tidy(sanitise(markup))
    headings = tuple(_flatten(getattr(converter, "toc_tokens", [])))
    _check_fragments(markup, references, report)
    references = [one for one in references if one.target]
    return Rendered(Body(markup, visible_blocks(markup)), tuple(references), headings)


def _convert(
    converter: markdown.Markdown, text: str, place: _Places, references: list[Reference], report: Report
) -> str:
    """Run Markdown; its serializer is the moment when the tree is complete, so references are read just before it."""

    def serializer(root: Element) -> str:
        for element, name in converter.targets:  # type: ignore[attr-defined]
            _note_reference(element, name, place, references, report)
        return original(root)

    original = converter.serializer
    converter.serializer = serializer
    try:
        return converter.convert(text)
    except RecursionError:
        report(place.first_line, 1, "", "nested too deeply for Markdown")
        return ""
    finally:
        converter.serializer = original


def _note_reference(element: Element, name: str, place: _Places, references: list[Reference], report: Report) -> None:
    """Classify one link or image: leave it, refuse it, or replace its target by a placeholder."""
    target = html.unescape((element.get(name) or "").replace(AMP_SUBSTITUTE, "&")).strip()
    element.set(name, target)
    if element.get("class") in ("footnote-ref", "footnote-backref"):
        return
    line, column = place.of_target(target)
    image = name == "src"
    if image and not (element.get("alt") or "").strip():
        report(line, column, "image", f'"{target}" has no alt text; write ![what it shows]({target})')
    kind = _kind(target, image)
    if kind == "external":
        element.set("rel", "noopener noreferrer")
        element.set("class", "external")
    elif kind in ("page", "file", "image", "own"):
        index = len(references)
        path, suffix = _split_target(target)
        references.append(Reference(kind, index, path if kind != "own" else "", suffix, line, column))
        if kind != "own":
            element.set(name, f"{PLACEHOLDER}:{index}")
    elif kind:
        report(line, column, "image" if image else "link", kind)


def _kind(target: str, image: bool) -> str:
    """What a target is: own, page, file, image, external, nothing to note (empty), or else what is wrong with it."""
    what = "image" if image else "link"
    if not target:
        return f"the {what} has no target"
    if re.search(r"[\x00-\x1f\x7f\\]", target):
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


def _check_fragments(markup: str, references: list[Reference], report: Report) -> None:
    ids = set(re.findall(r' id="([^"]+)"', markup))
    for reference in references:
        if reference.kind == "own" and unquote(reference.suffix[1:]) not in ids | {""}:
            report(reference.line, reference.column, "link", f'no heading "{reference.suffix}" on this page')


def _joined(found: re.Match[str]) -> str:
    """What a line break before Chinese becomes: nothing when Chinese stands before it too."""
    before = found.string[max(0, found.start() - 40) : found.start()]
    if before.endswith(">"):
        before = _CLOSING_TAGS.sub("", before)
    left = _HAN_OR_SHARED.match(before[-1:])
    return "" if left and (left[1] or found[1]) else found[0]


def _tidy(markup: str) -> str:
    """No space from a line break between Han characters; wide tables scroll inside themselves."""
    pieces = _PRE.split(markup)
    pieces[::2] = [_SOFT_BREAK.sub(_joined, piece.replace(" \n", "\n")) for piece in pieces[::2]]
    markup = "".join(pieces)
    opening = '<div class="table-scroll" role="group" tabindex="0" aria-label="表格，可左右滚动"><table>'
    return markup.replace("<table>", opening).replace("</table>", "</table></div>")


def _flatten(tokens: list[Any]) -> list[Heading]:
    found: list[Heading] = []
    for token in tokens:
        found.append(Heading(token["level"], token["id"], html.unescape(token["name"])))
        found += _flatten(token["children"])
    return found


class _Places:
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
