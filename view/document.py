"""One published bulletin as the index receives it: facts and visible text, no Markdown and no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

#: Statuses that lists, counts and search show unless `status` asks for others (contract 1.2).
LISTED_STATUSES = ("active", "corrected")
#: Every status a bulletin can have, in the order that forms show them.
STATUSES = ("active", "corrected", "withdrawn", "superseded")


@dataclass(frozen=True, slots=True)
class Document:
    """A published bulletin for the index.

    `id` is the bulletin's id (`2026/11/a`), `url` its root-relative, percent-encoded page. Times carry the
    site's offset. `channel`, `industries` and `level` hold vocabulary codes, `countries` upper-case ISO 3166-1
    alpha-2 codes. `blocks` is the visible text of the body, one entry per block (paragraph, heading, list item,
    table cell), in reading order, without markup; it may be read only when first asked for, so an index that knows
    `digest` already need not touch it. `digest` changes exactly when anything else here does.
    """

    id: str
    url: str
    title: str
    date: datetime
    updated: datetime
    channel: str
    countries: tuple[str, ...]
    industries: tuple[str, ...]
    level: str | None
    keywords: tuple[str, ...]
    status: str
    summary: str
    blocks: Sequence[str]
    digest: str


class Documents(Protocol):
    """Published bulletins, oldest first; those of the same time in order of their ids.

    One may be made only when it is asked for, in the process that asks; `marks` are there without making any.
    """

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Document: ...

    def marks(self) -> Iterator[tuple[str, str]]:
        """The id and the digest of each."""
        ...


class DocumentList:
    """Documents that are all there."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = sorted(documents, key=lambda one: (one.date, one.id))

    def __len__(self) -> int:
        return len(self._documents)

    def __getitem__(self, index: int) -> Document:
        return self._documents[index]

    def marks(self) -> Iterator[tuple[str, str]]:
        """The id and the digest of each."""
        return ((one.id, one.digest) for one in self._documents)
