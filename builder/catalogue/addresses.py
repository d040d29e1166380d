"""Where content files have their pages, and what those hold, without reading any file that nobody asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from functools import cached_property
from urllib.parse import unquote

from builder.reading.records import Record, anchors_in
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


class Keys(Mapping[str, bytes]):
    """Under what each content file is cached, of what a ledger has seen of it."""

    def __init__(self, seen: Mapping[str, tuple[int, int, int, int, bytes]]) -> None:
        self._seen = seen

    def __getitem__(self, file: str) -> bytes:
        return self._seen[file][4]

    def __iter__(self) -> Iterator[str]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)


class PageAddresses(Collection[str]):
    """The addresses (not encoded) that links may name: those that `fixed` finds, and those of bulletins by id."""

    def __init__(self, fixed: Callable[[], Collection[str]], ids: Container[str]) -> None:
        self._find, self._ids = fixed, ids

    @cached_property
    def _fixed(self) -> Collection[str]:
        return self._find()

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


class Blocks(Mapping[str, int]):
    """How many pages each list has, found out when a link asks for one."""

    def __init__(self, find: Callable[[], Mapping[str, int]]) -> None:
        self._find = find

    @cached_property
    def _blocks(self) -> Mapping[str, int]:
        return self._find()

    def __getitem__(self, url: str) -> int:
        return self._blocks[url]

    def __iter__(self) -> Iterator[str]:
        return iter(self._blocks)

    def __len__(self) -> int:
        return len(self._blocks)


class Anchors(Mapping[str, frozenset[str]]):
    """The heading ids of every page that has a body, by its address (not encoded)."""

    def __init__(self, files: Mapping[str, object], read: Callable[[str], Record | None]) -> None:
        self._files, self._read = files, read

    def __getitem__(self, address: str) -> frozenset[str]:
        file = file_of(address)
        record = self._read(file) if file in self._files else None
        if record is None or unquote(page_of(file)) != address:
            raise KeyError(address)
        return anchors_in(record)

    def __iter__(self) -> Iterator[str]:
        return (unquote(page_of(file)) for file in self._files)

    def __len__(self) -> int:
        return len(self._files)
