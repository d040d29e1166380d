"""What a Word file holds beside its text: headers, footers, comments, metadata. All of it is told or used."""

from __future__ import annotations

import re
from contextlib import suppress

from editing.importing.docx.context import Context, visible_text
from editing.importing.model import RefusedError, Source

_CHROME = re.compile(r"word/(header|footer)\d*\.xml$", re.IGNORECASE)
_OUTSIDE = {
    "attachedTemplate": "its template",
    "oleObject": "a linked object",
    "frame": "a linked frame",
    "subDocument": "another document",
}


def tell_leftovers(context: Context) -> None:
    """Tell of headers, footers, comments and links to other files."""
    for name in sorted(context.package.names):
        if found := _CHROME.search(name):
            _tell_chrome(context, name, f"the {found[1].lower()}")
    _tell_comments(context)
    _tell_notes_without_marks(context)
    for part in (context.package.main, "word/settings.xml"):
        for one in context.package.relations(part).values():
            if one.outside and one.kind in _OUTSIDE:
                context.lose(
                    f"the link to {_OUTSIDE[one.kind]} ({one.target[:80]}), which is never opened", "the document"
                )


def _tell_chrome(context: Context, name: str, place: str) -> None:
    with suppress(RefusedError):
        root = context.package.xml(name)
        if text := visible_text(root):
            context.lose(f'"{text}"', place)
        pictures = sum(one.tag in ("a-blip", "v-imagedata") for one in root.iter())
        if pictures:
            context.lose(f"{pictures} pictures" if pictures > 1 else "a picture", place)


def _tell_comments(context: Context) -> None:
    part = context.package.related("comments")
    if part is None:
        return
    for one in context.package.xml(part).iter("w-comment"):
        if text := visible_text(one):
            author = one.get("w-author", "")
            place = context.commented.get(one.get("w-id", ""), "the document")
            context.lose(f'comment{f" ({author})" if author else ""}: "{text}"', place)


def _tell_notes_without_marks(context: Context) -> None:
    """Notes that no mark leads to are in the file but not in the text."""
    for kind, notes in context.notes.items():
        for identifier, element in notes.items():
            if (kind, identifier) not in context.used_notes and (text := visible_text(element)):
                context.lose(f'a {kind[:-1]} without a mark: "{text}"', "the document")


def tell_metadata(context: Context, source: Source) -> None:
    """Use what the file says of itself where its text does not."""
    part = "docProps/core.xml"
    if not context.package.has(part):
        return
    with suppress(RefusedError):
        root = context.package.xml(part)
        for tag, key in (("dc-title", "title"), ("cp-keywords", "keywords"), ("dc-description", "")):
            found = root.find(tag)
            text = " ".join((found.text or "").split()) if found is not None else ""
            if text and key:
                source.facts.setdefault(f"about {key}", text)
