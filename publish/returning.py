"""What a rollback would publish again: texts that were taken away since, and wording that was replaced."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from posixpath import dirname

from builder.pages.outputs import url_of
from publish.release.compression import original_of
from publish.release.history import History, Release

_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)


def returning(history: History, wanted: Release, left: Release) -> list[str]:
    """A line for each text, wording and attachment of the release `wanted` that the one that is left does not have."""
    return sorted([*_texts(history, wanted, left), *_attachments(wanted, left)])


def _texts(history: History, wanted: Release, left: Release) -> Iterator[str]:
    for page, wording in wanted.texts.items():
        if wording != left.texts.get(page):
            kind = "wording" if page in left.texts else "bulletin" if page.startswith("risk/") else "guide"
            yield f"{kind:8} {url_of(page)} {_title(history, wanted.files.get(page, ''))}".rstrip()


def _title(history: History, digest: str) -> str:
    """What a kept page is called; the site's name stands after it."""
    place = history.object(digest)
    found = _TITLE.search(place.read_bytes()) if digest and place.is_file() else None
    return html.unescape(found[1].decode("utf-8", "replace")).rpartition(" - ")[0].strip() if found else ""


def _attachments(wanted: Release, left: Release) -> Iterator[str]:
    """Files beside the pages of texts, which editors put there."""
    folders = {dirname(page) for page in (*wanted.texts, *left.texts)}
    for path, digest in wanted.files.items():
        if dirname(path) in folders and left.files.get(path) != digest and not _is_made(path):
            yield f"{'file':8} {url_of(path)}"


def _is_made(path: str) -> bool:
    """Whether a build makes the file from the text, or a deploy from another file."""
    return path.rpartition("/")[2].startswith("index.") or original_of(path) != ""
