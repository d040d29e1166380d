"""The cache of parsed files: kept, forgotten, and never believed when it is damaged."""

from __future__ import annotations

import random
import sqlite3
import zoneinfo
from contextlib import closing
from pathlib import Path

import pytest

from builder.reading.packing import seal
from tests.builder.cached import CACHE, STATE, spoil, three_bulletins
from tests.planted import Planted
from tests.site_helper import Site

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each


def test_what_is_planted_in_the_cache_or_the_ledger_is_never_run(site: Site, tmp_path: Path) -> None:
    """Checksums tell of damage, not of intent: whoever can write a file can write one with a right checksum."""
    site.small().bulletin("2026/11/a", aliases=["/old/a/"], expires="2027-01-01").guide("g").build()
    marker, wanted = tmp_path / "ran", site.tree()
    for value in (Planted(marker), ("a.md", Planted(marker), (), False), getattr, zoneinfo.ZoneInfo.__init__):
        with closing(sqlite3.connect(site.root / CACHE)) as store, store:
            store.execute("UPDATE parsed SET record = ?", (seal(value),))
        spoil(site, "UPDATE ledger SET data = ?", seal(value))
        site.build()
        assert not marker.exists()
        assert site.tree() == wanted
        assert site.build().pages_written == 0


def damages(data: bytes) -> dict[str, bytes | None]:
    """What can happen to a file."""
    chance = random.Random(7)  # noqa: S311 - no secret
    found: dict[str, bytes | None] = {
        "gone": None,
        "empty": b"",
        "half": data[: len(data) // 2],
        "nothing but zeros": bytes(len(data)),
        "noise": chance.randbytes(4096),
        "noise behind a good head": data[:100] + chance.randbytes(len(data) - 100),
        "a page of noise": data[:4096] + chance.randbytes(4096) + data[8192:],
        "its last byte gone": data[:-1],
    }
    for number in range(12):
        flipped = bytearray(data)
        for _ in range(1 + number * 4):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        found[f"bits flipped, {number}"] = bytes(flipped)
    return found


@pytest.mark.parametrize("name", [CACHE, STATE])
def test_a_damaged_file_of_an_earlier_build_changes_nothing(site: Site, name: str) -> None:
    three_bulletins(site).build()
    wanted = site.tree()
    good = (site.root / name).read_bytes()
    for what, data in damages(good).items():
        if data is None:
            site.remove(name)
        else:
            site.file(name, data)
        report = site.build()
        assert site.tree() == wanted, what
        assert (report.changed_urls, report.removed_urls) == ([], []), what
        site.bulletin("2026/11/d").build()
        site.remove("content/risk/2026/11/d.md").build()
        assert site.tree() == wanted, what


def test_a_body_that_rotted_in_the_cache_is_made_again(site: Site) -> None:
    three_bulletins(site).build()
    wanted = site.tree()
    with sqlite3.connect(site.root / CACHE) as cache:
        cache.execute("UPDATE parsed SET html = x'00' || html, text = x'00' || text")
    cache.close()
    site.file("templates/404.html", "x").build()  # nothing asks for a body
    site.bulletin("2026/11/d", countries=["VN"]).build()
    site.remove("content/risk/2026/11/d.md").remove("templates/404.html").build()
    assert site.tree() == wanted


def test_a_program_of_another_version_parses_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    three_bulletins(site).build()
    wanted = site.tree()
    before = (site.root / CACHE).read_bytes()
    monkeypatch.setattr("builder.reading.loading.code_version", lambda *rooms: b"another")
    monkeypatch.setattr("builder.planning.whole.code_version", lambda *rooms: b"another")
    monkeypatch.setattr("builder.planning.build_inputs.code_version", lambda *rooms: b"another")
    report = site.build()
    assert site.tree() == wanted
    assert report.changed_urls == []
    assert (site.root / CACHE).read_bytes() != before


def test_a_file_changed_within_the_same_second_and_size_is_read_again(site: Site) -> None:
    site.small().bulletin("a", "甲").build()
    site.bulletin("a", "乙").build()
    assert "乙" in site.page("/risk/a/").text
