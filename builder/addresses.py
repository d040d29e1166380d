"""Where content files have their pages, and what those hold, without reading any file that nobody asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from urllib.parse import unquote

from builder.records import Bulletin, Guide
from view.urls import bulletin_url, guide_url

_RISK, _GUIDE = "content/risk/", "content/guide/"


def page_of(file: str) -> str:
    """The URL of a content file's page."""
    if file.startswith(_RISK):
        return bulletin_url(file[len(_RISK) : -len(".md")])
    return guide_url(file[len(_GUIDE) : -len(".md")])


def file_of(address: str) -> str:
    """The content file whose page would stand at an address that is not encoded."""
    top, _, rest = address.strip("/").partition("/")
    return f"content/{top}/{rest}.md"


class Addresses(Mapping[str, str]):
    """The URL of every content file's page."""

    def __init__(self, files: Mapping[str, object]) -> None:
        self._files = files

    def __getitem__(self, file: str) -> str:
        if file not in self._files:
            raise KeyError(file)
        return page_of(file)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


class Pages(Collection[str]):
    """The addresses (not encoded) that links may name: some `fixed` ones, and those of bulletins by id."""

    def __init__(self, fixed: Collection[str], ids: Container[str]) -> None:
        self._fixed, self._ids = fixed, ids

    def __contains__(self, address: object) -> bool:
        if not isinstance(address, str):
            return False
        of_bulletin = (
            address.startswith("/risk/") and address.endswith("/") and address[len("/risk/") : -1] in self._ids
        )
        return of_bulletin or address in self._fixed

    def __iter__(self) -> Iterator[str]:
        return iter(self._fixed)

    def __len__(self) -> int:
        return len(self._fixed)


class Anchors(Mapping[str, frozenset[str]]):
    """The heading ids of every page that has a body, by its address (not encoded)."""

    def __init__(self, files: Mapping[str, object], read: Callable[[str], Bulletin | Guide | None]) -> None:
        self._files, self._read = files, read

    def __getitem__(self, address: str) -> frozenset[str]:
        file = file_of(address)
        record = self._read(file) if file in self._files else None
        if record is None or unquote(page_of(file)) != address:
            raise KeyError(address)
        return frozenset(heading.id for heading in record.headings)

    def __iter__(self) -> Iterator[str]:
        return (unquote(page_of(file)) for file in self._files)

    def __len__(self) -> int:
        return len(self._files)
