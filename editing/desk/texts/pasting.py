"""What was copied from Word, Excel or a page → Markdown, with a line for all that was left out."""

from __future__ import annotations

import re
from typing import NamedTuple

from editing.importing.model import Image, Lost
from editing.importing.reading.html_reader import HtmlReader
from editing.importing.writing.markdown_writer import MarkdownWriter
from view.messages.catalogue import chinese

#: Between these stands what was copied; around it is what Word says of styles.
_FRAGMENT = re.compile(r"<!--StartFragment-->(.*?)<!--EndFragment-->", re.DOTALL)
#: What Word hides from browsers, and shows to those that know no lists.
_CONDITIONAL = re.compile(
    r"<!--\[if.*?<!\[endif\]-->|<!--\[if[^>]*>|<!\[endif\]-->|<!\[(?:if|endif)[^>]*\]>", re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OWN = re.compile(r"</?(?:o|w|m|v|st1|x):[^>]*>")
#: A paragraph of a list in Word: its style says the list and the level, and a hidden span the sign before it.
_ITEM = re.compile(
    r"<p\b(?P<about>[^>]*?mso-list:\s*(?P<list>l\d+)\s+level(?P<level>\d)[^>]*)>(?P<inside>.*?)</p>",
    re.DOTALL | re.IGNORECASE,
)
_SIGN = re.compile(r"<!\[if !supportLists\]>(?P<sign>.*?)<!\[endif\]>", re.DOTALL)
_IGNORED = re.compile(
    r"<span[^>]*mso-list:\s*Ignore[^>]*>(?P<sign>.*?)</span>(?:\s*</span>)*", re.DOTALL | re.IGNORECASE
)
_NUMBER = re.compile(r"[(（]?(?:\d+|[a-zA-Z]|[ivxIVX]+|[一二三四五六七八九十]+)[.、)）．]")


class Pasted(NamedTuple):
    """The Markdown of what was pasted, and what it does not have."""

    markdown: str
    lost: list[dict[str, str]]


def pasted(html: str) -> Pasted:
    """The Markdown of copied HTML. Never raises for what is in it: what cannot be kept is told."""
    lost: list[Lost] = []
    changed: list[Lost] = []
    markup = _without_word(_lists(_fragment(html)))
    blocks = HtmlReader(lost).read(markup)

    def no_picture(image: Image) -> None:
        """A path of another machine leads nowhere; the page takes pictures by themselves."""
        name = image.path.replace("\\", "/").rpartition("/")[2]
        lost.append(Lost("the text", f'the picture "{image.alt or name}"; drag it in by itself'))

    text = MarkdownWriter(no_picture, lost, changed).write(blocks)
    return Pasted(text.strip("\n"), [{"where": chinese(one.where), "what": chinese(one.what)} for one in lost])


def _fragment(html: str) -> str:
    """What was copied; Excel leaves the table around its rows outside."""
    found = _FRAGMENT.search(html)
    inside = found[1] if found else html
    return f"<table>{inside}</table>" if re.match(r"\s*<(?:tr|tbody|col)\b", inside, re.IGNORECASE) else inside


def _without_word(html: str) -> str:
    return _OWN.sub("", _COMMENT.sub("", _CONDITIONAL.sub("", html)))


def _lists(html: str) -> str:
    """Paragraphs that Word shows as items of lists → lists."""
    pieces: list[str] = []
    open_lists: list[str] = []
    last = 0

    def close(down_to: int) -> None:
        while len(open_lists) > down_to:
            pieces.append(f"</li></{open_lists.pop()}>")

    for one in _ITEM.finditer(html):
        between = html[last : one.start()]
        if between.strip():
            close(0)
        pieces.append(between)
        last = one.end()
        sign, text = _divided(one["inside"])
        tag, level = ("ol" if _NUMBER.match(sign) else "ul"), min(int(one["level"]), len(open_lists) + 1)
        close(level)
        if len(open_lists) == level and open_lists[-1] == tag:
            pieces.append("</li>")
        else:
            close(level - 1)
            open_lists.append(tag)
            pieces.append(f"<{tag}>")
        pieces.append(f"<li>{text}")
    close(0)
    return "".join([*pieces, html[last:]])


def _divided(inside: str) -> tuple[str, str]:
    """The sign before an item, and its text."""
    found = _SIGN.search(inside) or _IGNORED.search(inside)
    if not found:
        return "", inside
    sign = re.sub(r"<[^>]*>|&nbsp;|\s", "", found["sign"])
    return sign, inside[: found.start()] + inside[found.end() :]
