"""Markdown → safe HTML with placeholders for what points inside the site, plus its text, headings and mistakes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions.toc import slugify_unicode
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AMP_SUBSTITUTE, STX

from builder.reading.bodies import plain_markdown
from builder.reading.bodies.html_rules import TABLE_CLOSING, TABLE_OPENING, raw_problems, sanitise, visible_blocks
from builder.reading.bodies.line_breaks import break_headings, join_lines
from builder.reading.bodies.references import References, ReportProblem, SourceLocator
from builder.reading.records import Body, GuideStep, Heading, Reference
from builder.reading.steps.blocks import take_blocks
from builder.reading.steps.shown import StepList, with_texts

_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_ALIGN = re.compile(r"text-align:\s*(left|center|right)")
#: With what the markup of Python-Markdown's inline patterns, or something that they put aside, begins or ends.
_MARKUP = re.compile(rf"[`\\\[<&*_{STX}]|  \n")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body after Markdown, before references are resolved."""

    body: Body
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]
    steps: tuple[GuideStep, ...] = ()


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


class _Steps(Treeprocessor):
    """The numbered items of a guide, when all else is done."""

    def run(self, root: Element) -> None:
        if self.md.place_steps:  # type: ignore[attr-defined]
            self.md.place_steps(root)  # type: ignore[attr-defined]


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
    converter.treeprocessors.register(_Steps(converter), "steps", -20)
    return converter


def render(text: str, first_line: int, report: ReportProblem, guide: str | None = None) -> Rendered:
    """Render a body that begins at `first_line` of its file; mistakes go to `report(line, column, field, message)`.

    The numbered items of a `guide`, which is its id, are steps.
    """
    if guide is None:
        references = References(SourceLocator(text, first_line), report)
        if found := plain_markdown.plain_body(text, references.note):
            body = Body(break_headings(found.markup), found.blocks)
            return Rendered(body, references.finish(found.markup), found.headings)
    return render_all(text, first_line, report, guide)


def render_all(text: str, first_line: int, report: ReportProblem, guide: str | None = None) -> Rendered:
    """`render` by Python-Markdown, whatever the body holds."""
    steps = None
    if guide is not None:
        text, blocks = take_blocks(text, first_line, report)
        steps = StepList(guide, blocks, report, [])
    converter = _converter()
    converter.reset()
    converter.raw_html = []  # type: ignore[attr-defined]
    converter.targets = []  # type: ignore[attr-defined]
    places = SourceLocator(text, first_line)
    references = References(places, report)
    converter.place_steps = partial(steps.place, references=references) if steps else None  # type: ignore[attr-defined]
    markup = _convert(converter, text, places, references, report)
    told: set[str] = set()
    for raw in converter.raw_html:  # type: ignore[attr-defined]
        position = places.of_raw(raw)
        for message in raw_problems(raw):
            opening = message.replace("</", "<", 1)
            if message.startswith("<") and opening in told:
                continue  # the end tag of an element that has been named
            told.add(message)
            report(*position, "html", message)
    markup = _tidy(sanitise(markup))
    headings = tuple(_flatten(getattr(converter, "toc_tokens", [])))
    markup, told_steps = with_texts(markup, steps.steps) if steps else (markup, ())
    body = Body(break_headings(markup), visible_blocks(markup))
    return Rendered(body, references.finish(markup), headings, told_steps)


def _convert(
    converter: markdown.Markdown, text: str, places: SourceLocator, references: References, report: ReportProblem
) -> str:
    """Run Markdown; its serializer is the moment when the tree is complete, so references are read just before it."""

    def serializer(root: Element) -> str:
        for element, name in converter.targets:  # type: ignore[attr-defined]
            _note(element, name, references)
        return original(root)

    original = converter.serializer
    converter.serializer = serializer
    try:
        return converter.convert(text)
    except RecursionError:
        report(places.first_line, 1, "", "nested too deeply for Markdown")
        return ""
    finally:
        converter.serializer = original


def _note(element: Element, name: str, references: References) -> None:
    """Note one link or image; those between footnotes and their marks are Python-Markdown's own."""
    if element.get("class") in ("footnote-ref", "footnote-backref"):
        return
    target = html.unescape(element.attrib.pop(name).replace(AMP_SUBSTITUTE, "&")).strip()
    for key, value in references.note(target, image=name == "src", alt=element.get("alt") or "").items():
        element.set(key, value)


def _tidy(markup: str) -> str:
    """No space from a line break between Han characters; wide tables scroll inside themselves."""
    pieces = _PRE.split(markup)
    pieces[::2] = [join_lines(piece.replace(" \n", "\n")) for piece in pieces[::2]]
    return "".join(pieces).replace("<table>", TABLE_OPENING).replace("</table>", TABLE_CLOSING)


def _flatten(tokens: list[Any]) -> list[Heading]:
    found: list[Heading] = []
    for token in tokens:
        found.append(Heading(token["level"], token["id"], html.unescape(token["name"])))
        found += _flatten(token["children"])
    return found
