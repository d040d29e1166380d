"""Looking for content files."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from builder.base.progress import Progress
from builder.catalogue.related import Related
from builder.catalogue.selection import select
from builder.planning.build_inputs import read_inputs
from builder.reading.loading import load_content
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
    assert scan(tmp_path) == ([], [])


def test_times_before_1970_are_times(site: Site) -> None:
    path = site.bulletin("a").root / "content/risk/a.md"
    os.utime(path, ns=(-5_000_000_000, -5_000_000_000))
    assert scan(site.root).files[0].stat[1] == -5_000_000_000


def test_places_are_found_among_bulletins_of_the_same_moment(site: Site) -> None:
    for name in ("b", "a-1", "a", "c"):
        site.bulletin(name, date="2026-11-01", countries=["VN"])
    site.small().bulletin("later", date="2026-11-02", countries=["VN"])
    inputs = read_inputs(site.root, site.at, 1)
    content = load_content(site.root, scan(site.root), inputs.settings, inputs.vocabulary, None, 1, Progress())
    selection = select(content.bulletins, datetime(2026, 11, 20, tzinfo=ZoneInfo("Asia/Shanghai")))
    related = Related(selection.listed)
    ids = [one.id for one in selection.listed]
    assert ids == ["a", "a-1", "b", "c", "later"]
    for place, one in enumerate(selection.listed):
        newer, older = related.neighbours(one)
        assert (newer and newer.id) == (ids[place + 1] if place < 4 else None)
        assert (older and older.id) == (ids[place - 1] if place else None)
    assert [len(related.of(one)) for one in selection.listed] == [0, 0, 0, 0, 4]
