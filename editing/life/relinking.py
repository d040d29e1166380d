"""Relative links between content files, rewritten where a file moves; what only looks like a link stays."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote

from builder.reading.records import BulletinRecord, Record, Reference
from editing.front.spans import Spans
from editing.life.bulletins import RISK, Bulletins, StepError

#: Where Markdown names the target of a link: inline, or in a line of its own.
_TARGET = re.compile(
    r"(\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?)((?:(?<=<)[^<>\r\n?#]*|[^\s<>()?#]*)(?=[\s?#)>]|$))", re.MULTILINE
)


def own_targets(record: BulletinRecord, new_id: str) -> Callable[[str], str | None]:
    """What relative links of its own are to say where another folder makes them wrong."""
    folder, new_folder = posixpath.dirname(record.file), posixpath.dirname(f"{RISK}{new_id}.md")

    def target(path: str) -> str | None:
        file = posixpath.normpath(posixpath.join(folder, path))
        return posixpath.relpath(f"{RISK}{new_id}.md" if file == record.file else file, new_folder)

    return target


def file_behind(record: Record, one: Reference) -> str:
    """The content file that a relative link leads to; empty for other references."""
    if one.kind != "page" or one.target.startswith("/"):
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(record.file), one.target))


def relinked(site: Bulletins, text: str, record: Record, target: Callable[[str], str | None]) -> str:
    """A file's text with other targets in its relative links; `target` gives that of a path, None where it stays.

    Reading the result tells whether it says the same otherwise: what looks like a link may be code.
    """

    def written(found: re.Match[str]) -> str:
        path = unquote(found[2])
        other = target(path) if path.endswith(".md") and not path.startswith("/") else None
        stays = other is None or other == posixpath.normpath(path)
        return found[0] if stays else found[1] + _quoted(str(other), in_brackets=found[1].endswith("<"))

    start = Spans(text).end
    result = text[:start] + _TARGET.sub(written, text[start:])
    if result == text and not any(target(one.target) for one in record.references if file_behind(record, one)):
        return text
    kind = "guide" if record.file.startswith("content/guide/") else "risk"
    before, after = (site.parser.parse(kind, record.id, record.file, one.encode()) for one in (text, result))
    expected = [target(one.target) or one.target for one in record.references if file_behind(record, one)]
    links = [one.target for one in after.record.references if file_behind(after.record, one)] if after.record else []
    if [posixpath.normpath(one) for one in links] != [posixpath.normpath(one) for one in expected] or (
        before.body.blocks != after.body.blocks
    ):
        raise StepError(f"{record.file}: its links cannot be changed by a command; change them by hand first")
    return result


def _quoted(target: str, *, in_brackets: bool) -> str:
    """A link target as Markdown takes it."""
    if in_brackets:
        return target
    return "".join(f"%{ord(one):02X}" if one in " ()<>\"'%?#" else one for one in target)
