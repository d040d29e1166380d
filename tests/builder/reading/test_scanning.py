"""Looking for content files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.reading.scanning import ContentFile, scan
from tests.site_helper import Site


def test_files_come_in_order_of_path_with_what_tells_a_change(site: Site) -> None:
    site.bulletin("2026/b").bulletin("2026/a").bulletin("2026-x").guide("g").file("content/risk/.hidden.md", "x")
    found = scan(site.root)
    assert [(one.kind, one.id) for one in found.files] == [
        ("guide", "g"), ("risk", "2026-x"), ("risk", "2026/a"), ("risk", "2026/b"),
    ]  # fmt: skip
    stat = (site.root / "content/risk/2026/a.md").stat()
    assert found.files[2] == ContentFile(
        "content/risk/2026/a.md", (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    )
    assert found.problems == []


def test_a_site_without_content_has_no_files(tmp_path: Path) -> None:
    assert scan(tmp_path) == ([], [], [])


_NO_ENDING = "1:1: warning: name: is not published: the names of content files end with .md"
#: A file → what is said.
NAMES_ASTRAY = {
    "content/risk/b.MD": f"content/risk/b.MD:{_NO_ENDING}",
    "content/risk/2026/c.markdown": f"content/risk/2026/c.markdown:{_NO_ENDING}",
    "content/guide/d.md.txt": f"content/guide/d.md.txt:{_NO_ENDING}",
    "content/news/2026/a.md": (
        "content/news:1:1: warning: name: nothing in this folder is published; "
        "only content/risk/ and content/guide/ are"
    ),
    "content/e.md": (
        "content/e.md:1:1: warning: name: is not published here; move it to content/risk/ or content/guide/"
    ),
}


@pytest.mark.parametrize("name", NAMES_ASTRAY)
def test_what_looks_like_content_and_is_none_is_a_warning_of_every_build(site: Site, name: str) -> None:
    site.small().bulletin("a").file(name, "甲")
    for _ in range(2):
        assert site.warnings() == site.checked() == [NAMES_ASTRAY[name]]
    site.bulletin("a", "乙。")
    assert site.warnings() == [NAMES_ASTRAY[name]]
    site.remove(name)
    assert site.warnings() == []
    site.file(name, "甲")
    assert site.warnings() == [NAMES_ASTRAY[name]]


def test_attachments_and_the_vocabulary_are_not_astray(site: Site) -> None:
    site.small().bulletin("a").file("content/risk/b.txt", "x").file("content/logo/c.png", "x")
    assert scan(site.root).warnings == []


@pytest.mark.parametrize(("one", "other"), [("A", "a"), ("caf\u00e9", "cafe\u0301"), ("甲/B", "甲/b")])
def test_names_that_many_disks_hold_one_of_are_problems(site: Site, one: str, other: str) -> None:
    site.bulletin(one).bulletin(other)
    first, second = sorted([f"content/risk/{one}.md", f"content/risk/{other}.md"])
    assert site.problems() == [
        f'{second}:1:1: name: differs from "{first}" by capital letters or coding only; many systems hold one of them: '
        "rename it"
    ]


def test_times_before_1970_are_times(site: Site) -> None:
    path = site.bulletin("a").root / "content/risk/a.md"
    os.utime(path, ns=(-5_000_000_000, -5_000_000_000))
    assert scan(site.root).files[0].stat[1] == -5_000_000_000
