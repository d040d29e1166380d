"""Guides as the index takes documents: their index lies in a folder of its own beside the bulletins'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from view.bulletin import Document, DocumentList, GuideDocument

#: The folder of their index, in that of the generation.
GUIDES = "guides"


def as_documents(guides: Iterable[GuideDocument]) -> DocumentList:
    """Guides as the index takes documents: their headings weigh like keywords, their order stands for their age."""
    some = list(guides)
    dates = [datetime.fromtimestamp(len(some) - number, UTC) for number in range(len(some))]
    return DocumentList(
        Document(
            id=guide.url, url=guide.url, title=guide.title, date=date, updated=date, channel="", countries=(),
            industries=(), level=None, keywords=tuple(guide.headings), status="active", summary=guide.summary,
            blocks=tuple(guide.blocks), digest=guide.digest,
        )
        for guide, date in zip(some, dates, strict=True)
    )  # fmt: skip
