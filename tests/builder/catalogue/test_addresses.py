"""Content files and the addresses of their pages, both ways, and nothing read that nobody asks for."""

from __future__ import annotations

import pytest

from builder.catalogue.addresses import Addresses, Anchors, Blocks, Keys, PageAddresses, file_of, page_of
from tests.builder.catalogue.listing import record

FILES: dict[str, object] = {"content/risk/2026/越 南.md": 1, "content/guide/a.md": 2}


@pytest.mark.parametrize(
    ("file", "url", "address"),
    [
        ("content/risk/2026/越 南.md", "/risk/2026/%E8%B6%8A%20%E5%8D%97/", "/risk/2026/越 南/"),
        ("content/guide/a.md", "/guide/a/", "/guide/a/"),
    ],
)
def test_a_file_and_its_page(file: str, url: str, address: str) -> None:
    assert (page_of(file), file_of(address)) == (url, file)


def test_only_files_that_are_there_have_an_address() -> None:
    addresses = Addresses(FILES)
    assert dict(addresses) == {file: page_of(file) for file in FILES}
    assert len(addresses) == 2
    with pytest.raises(KeyError):
        addresses["content/risk/b.md"]


def test_keys_are_the_last_of_what_was_seen() -> None:
    keys = Keys({"a.md": (1, 2, 3, 4, b"key")})
    assert (dict(keys), len(keys)) == ({"a.md": b"key"}, 1)


def test_addresses_of_bulletins_are_known_without_looking_for_the_others() -> None:
    looked: list[int] = []

    def fixed() -> set[str]:
        looked.append(1)
        return {"/", "/risk/"}

    pages = PageAddresses(fixed, {"2026/a"})
    assert "/risk/2026/a/" in pages
    assert looked == []
    assert ["/risk/2026/a" in pages, "/risk/b/" in pages, "/risk/" in pages] == [False, False, True]
    assert (sorted(pages), len(pages), looked) == (["/", "/risk/"], 2, [1])


def test_blocks_are_looked_for_once() -> None:
    looked: list[int] = []

    def find() -> dict[str, int]:
        looked.append(1)
        return {"/risk/": 3}

    blocks = Blocks(find)
    assert looked == []
    assert (blocks["/risk/"], blocks.get("/none/", 0), list(blocks), len(blocks)) == (3, 0, ["/risk/"], 1)
    assert looked == [1]


def test_anchors_are_the_headings_of_the_page_that_is_asked_for() -> None:
    one = record("2026/越 南", "## 一\n\n## 二\n")
    read: list[str] = []

    def look(file: str) -> object:
        read.append(file)
        return one if file == one.file else None

    anchors = Anchors(FILES, look)  # type: ignore[arg-type]
    assert anchors["/risk/2026/越 南/"] == {"一", "二"}
    assert (anchors.get("/risk/none/"), anchors.get("/guide/a/"), anchors.get("/risk/2026/越 南")) == (None, None, None)
    assert read == [one.file, "content/guide/a.md", one.file]
    assert (list(anchors), len(anchors)) == (["/risk/2026/越 南/", "/guide/a/"], 2)
