"""What the HTML of a body may contain: the allow-list, its enforcement, and the visible text behind it."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import nh3

_INLINE = {
    "a",
    "abbr",
    "b",
    "br",
    "code",
    "del",
    "em",
    "i",
    "img",
    "ins",
    "kbd",
    "mark",
    "s",
    "strong",
    "sub",
    "sup",
    "u",
}
_BLOCK = {
    "blockquote", "caption", "dd", "div", "dl", "dt", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "class", "rel", "id"},
    "abbr": {"title"},
    "code": {"class"},
    "div": {"class"},
    "img": {"src", "alt", "title"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id", "class"},
    "td": {"class", "colspan", "rowspan"},
    "th": {"class", "colspan", "rowspan", "scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
#: Schemes a link may have; `internal` and `file` are the placeholders for references inside the site.
SCHEMES = {"http", "https", "mailto", "tel"}
PLACEHOLDER = "internal"
#: Tags an editor may type as raw HTML; links and images are written as Markdown, so that they can be checked.
RAW_TAGS = (_INLINE | _BLOCK) - {"a", "img", "div"}
RAW_ATTRIBUTES = {
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "abbr": {"title"},
}

#: What stands around a table's content, so that a wide one scrolls inside itself.
TABLE_OPENING = '<div class="table-scroll" role="group" tabindex="0" aria-label="表格，可左右滚动"><table>'
TABLE_CLOSING = "</table></div>"

_BLOCK_TAG = re.compile(r"</?(?:" + "|".join(sorted(_BLOCK)) + r")\b(?:[^<>\"]|\"[^\"]*\")*>")
_ANY_TAG = re.compile(r"</?[a-z][a-z0-9]*\b(?:[^<>\"]|\"[^\"]*\")*>")
_QUOTE = re.compile(r"<blockquote>.*?</blockquote>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_FOOTNOTE_MARK = re.compile(r"<sup id=\"fnref[^>]*>.*?</sup>|<a class=\"footnote-backref\".*?</a>", re.DOTALL)


_CLEANER = nh3.Cleaner(
    tags=_INLINE | _BLOCK,
    attributes=_ATTRIBUTES,
    url_schemes=SCHEMES | {PLACEHOLDER},
    link_rel=None,
    clean_content_tags={"script", "style"},
)


def sanitise(markup: str) -> str:
    """The markup with nothing but the allow-list left (the safety net behind `raw_problems`)."""
    return _CLEANER.clean(markup)


class _RawChecker(HTMLParser):
    """Collects what a piece of raw HTML contains beyond the allow-list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in RAW_TAGS:
            self.found.append(f"<{tag}> is not allowed in content")
            return
        allowed = RAW_ATTRIBUTES.get(tag, set())
        self.found += [f'attribute "{name}" of <{tag}> is not allowed' for name, _ in attrs if name not in allowed]

    def handle_endtag(self, tag: str) -> None:
        if tag not in RAW_TAGS:
            self.found.append(f"</{tag}> is not allowed in content")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl[:20]}> is not allowed in content")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data[:20]}> is not allowed in content")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"<![{data[:20]}]> is not allowed in content")


def raw_problems(raw: str) -> list[str]:
    """What a piece of raw HTML contains beyond the allow-list; comments are let through and never published."""
    checker = _RawChecker()
    try:
        checker.feed(raw)
        checker.close()
    except AssertionError:  # html.parser gives up on some malformed declarations
        return ["this raw HTML cannot be read"]
    return list(dict.fromkeys(checker.found))


def plain_text(markup: str) -> str:
    """The visible text of sanitised inline markup, white space folded."""
    if "<" in markup:
        markup = _ANY_TAG.sub("", markup.replace("<br>", " "))
    return " ".join(html.unescape(markup).split())


def visible_blocks(markup: str) -> tuple[str, ...]:
    """The visible text of sanitised markup, one entry per paragraph, heading, list item, table cell or code block."""
    texts = (plain_text(piece) for piece in _BLOCK_TAG.split(_FOOTNOTE_MARK.sub("", markup)))
    return tuple(text for text in texts if text)


def first_paragraph(markup: str, longest: int = 140) -> str:
    """The first paragraph's text for a summary, quotations last, cut at a sentence or clause when too long."""
    outside = _QUOTE.sub("", markup) if "<blockquote>" in markup else markup
    if "fnref" in outside or "footnote-backref" in outside:
        outside = _FOOTNOTE_MARK.sub("", outside)
    texts = (plain_text(found[1]) for found in _PARAGRAPH.finditer(outside))
    text = next((text for text in texts if text), "") or next(iter(visible_blocks(markup)), "")
    if len(text) <= longest:
        return text
    cut = max(text.rfind(mark, longest // 2, longest) for mark in "。；！？")
    return text[: cut + 1] if cut > 0 else text[: longest - 1].rstrip("，、：（「“") + "…"
