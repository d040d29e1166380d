"""The cache of parsed files: kept, forgotten, and never believed when it is damaged."""

from __future__ import annotations

import os
import random
import sqlite3
import zoneinfo
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from builder.base.paths import SitePaths
from builder.planning.ledger import Ledger
from builder.planning.state import BuildState
from builder.reading.packing import known_types, pack_parsed, seal, unpack_blocks, unpack_record, unseal, unseal_text
from builder.reading.parsed_cache import BodyReader, CacheLostError, ParsedCache
from builder.reading.parsing import Parser
from builder.reading.records import Body, ParsedFile
from tests.site_helper import PNG, Site
from tests.view.test_unpickling import Planted
from view.vocabulary.vocabulary import load_vocabulary

CACHE = "var/cache/parsed.sqlite"
STATE = "var/build.sqlite"


NO_BODY = Body("", ())


def parsed(name: str, body: Body = NO_BODY) -> ParsedFile:
    return ParsedFile(name, None, body, (), draft=False)


def put(cache: ParsedCache, key: bytes, name: str) -> None:
    cache.put(key, pack_parsed(parsed(name, Body(f"<p>{name}</p>", (name, "二")))))


def test_what_was_sealed_comes_out_again() -> None:
    assert unseal(seal(parsed("a.md")), known_types(ParsedFile, Body)) == parsed("a.md")


FULL_BULLETIN = """---
title: 甲
date: 2026-11-20T09:30
updated: 2026-11-22
channel: 国别信息
countries: [越南, 泰国]
industries: [纺织服装]
keywords: [关税]
status: corrected
changes:
  - {date: 2026-11-21, kind: update, note: 补充}
  - {date: 2026-11-22, kind: correction, note: 更正}
pinned_until: 2026-12-01
expires: 2027-01-01
aliases: [/old/a/, /old/b/]
---

## 小标题

[乙](b.md#x) 和[表](t.pdf)

- 一
"""
GUIDE = "---\ntitle: 指南\ntopic: a-b\naliases: [/g/]\n---\n\n## 甲\n\n[乙](../risk/b.md)\n"


@pytest.mark.parametrize(("kind", "source"), [("risk", FULL_BULLETIN), ("guide", GUIDE), ("risk", "nothing")])
def test_a_record_is_unpacked_as_it_was(kind: str, source: str) -> None:
    parser = Parser(load_vocabulary(Path()), ZoneInfo("Asia/Shanghai"))
    whole = parser.parse(kind, "a", f"content/{kind}/a.md", source.encode())
    packed = pack_parsed(whole)
    again = unpack_record(packed.record)
    assert again == whole._replace(body=NO_BODY)
    assert again.record is None or [type(one) for one in again.record] == [type(one) for one in whole.record or ()]
    assert [type(one) for group in _groups(again) for one in group] == [
        type(one) for group in _groups(whole) for one in group
    ]
    assert Body(unseal_text(packed.html), unpack_blocks(packed.text)) == whole.body


def _groups(one: ParsedFile) -> list[tuple[object, ...]]:
    return [value for value in one.record or () if isinstance(value, tuple)]


def test_a_record_that_is_something_else_is_no_value() -> None:
    for value in (None, 5, ("a.md", ("b", ["few"]), (), False), ("a.md", ("x", []), (), False)):
        with pytest.raises(ValueError, match="not a parsed file"):
            unpack_record(seal(value))


def test_a_flipped_bit_is_noticed() -> None:
    blob = seal(parsed("a.md"))
    for place in range(len(blob)):
        with pytest.raises(ValueError, match="checksum"):
            unseal(blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :], {})


class Reshaped:
    """A class whose instances were packed when it took no argument."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Reshaped, ("one too many",)


def test_what_another_version_packed_is_no_value() -> None:
    with pytest.raises(ValueError, match="another version"):
        unseal(seal(Reshaped()), known_types(Reshaped))


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


def test_the_ledger_of_a_site_with_everything_can_be_read(site: Site) -> None:
    """What is not known to the unpickler would make every build a whole one, and nobody would notice."""
    site.small().bulletin(
        "2026/11/a", countries=["VN"], industries=["steel"], level="高", keywords=["k"], aliases=["/o/"]
    )
    site.bulletin("2026/11/b", date="2026-11-20T09:30:00+02:00", status="superseded", superseded_by="2026/11/a")
    site.bulletin("2027/1/c", date="2027-01-01", expires="2027-02-01", pinned_until="2027-01-05").guide("g", topic="t")
    changes = [{"date": "2026-11-21", "kind": "correction", "note": "更正"}]
    site.bulletin("2026/11/d", "[未发布](../../2027/1/c.md)", updated="2026-11-21", status="corrected", changes=changes)
    site.bulletin("2026/11/e", draft=True, titel="x").file("content/risk/p.png", PNG)
    site.bulletin("f", "![图](p.png)").build()
    assert ledger_of(site) is not None
    store = ParsedCache(SitePaths(site.root).cache)
    assert len(dict(store.records(store.keys()))) == 7
    store.close()


def ledger_of(site: Site) -> Ledger | None:
    with closing(BuildState(site.root / STATE)) as state:
        return state.ledger()


def spoil(site: Site, statement: str, *values: object) -> None:
    """Write to the state so that nobody can tell by its time."""
    path = site.root / STATE
    before = path.stat()
    with closing(sqlite3.connect(path)) as db:
        db.execute(statement, values)
        db.commit()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_ledger_of_another_version_is_passed_over(site: Site) -> None:
    site.build()
    before = site.tree()
    spoil(site, "UPDATE ledger SET data = ?", seal((1, Reshaped())))
    assert ledger_of(site) is None
    assert site.build().changed_urls == []
    assert site.tree() == before
    assert ledger_of(site) is not None


def test_a_state_of_another_version_or_written_to_is_begun_again(site: Site) -> None:
    site.build()
    spoil(site, "PRAGMA user_version = 1000")
    assert ledger_of(site) is None
    site.build()
    with closing(sqlite3.connect(site.root / STATE)) as db:
        db.execute("UPDATE files SET digest = x'00'")
        db.commit()
    assert ledger_of(site) is None


def test_changes_of_a_few_files_are_kept_beside_the_whole_ledger(site: Site) -> None:
    for name in ("a", "b", "c"):
        site.bulletin(name)
    site.build()
    site.bulletin("b", "另一段。").remove("content/risk/c.md")
    site.build()
    saved = ledger_of(site)
    assert saved is not None
    assert set(saved.since or ()) == {"content/risk/b.md", "content/risk/c.md"}
    assert [row.id for row in saved.rows] == ["a", "b"]
    spoil(site, "UPDATE ledger SET data = x'6e6f697365' WHERE part = 'changes'")
    assert ledger_of(site) is None
    before = site.tree()
    assert site.build().changed_urls == []
    assert site.tree() == before


def test_committed_files_are_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "var" / "cache" / "parsed.sqlite"
    cache = ParsedCache(path)
    put(cache, b"1", "a.md")
    cache.put_files([("a.md", (1, 2, 3, 4), b"digest")])
    cache.commit({b"1"}, {"a.md"})
    cache.close()
    again = ParsedCache(path)
    assert dict(again.records([b"1", b"2"])) == {b"1": parsed("a.md")}
    assert again.known_files() == {"a.md": ((1, 2, 3, 4), b"digest")}
    again.close()
    reader = BodyReader(path)
    assert reader.html(b"1") == "<p>a.md</p>"
    assert reader.blocks(b"1") == ("a.md", "二")
    with pytest.raises(CacheLostError):
        reader.html(b"2")
    reader.close()


def test_what_no_file_uses_any_more_is_forgotten(tmp_path: Path) -> None:
    cache = ParsedCache(tmp_path / "var" / "cache" / "parsed.sqlite")
    put(cache, b"1", "a.md")
    put(cache, b"2", "b.md")
    cache.put_files([("a.md", (1, 2, 3, 4), b"x"), ("b.md", (1, 2, 3, 4), b"y")])
    cache.commit({b"2"}, {"b.md"})
    assert dict(cache.records([b"1", b"2"])) == {b"2": parsed("b.md")}
    assert set(cache.known_files()) == {"b.md"}
    cache.close()


def test_a_rollback_leaves_no_trace(tmp_path: Path) -> None:
    cache = ParsedCache(tmp_path / "var" / "cache" / "parsed.sqlite")
    put(cache, b"1", "a.md")
    cache.rollback()
    assert list(tmp_path.iterdir()) == []


def test_more_keys_than_one_question_holds_are_all_answered(tmp_path: Path) -> None:
    cache = ParsedCache(tmp_path / "var" / "cache" / "parsed.sqlite")
    keys = [number.to_bytes(2, "big") for number in range(1203)]
    for key in keys:
        put(cache, key, key.hex())
    assert {key for key, _ in cache.records(keys)} == set(keys)
    cache.close()


def three_bulletins(site: Site) -> Site:
    for name in ("a", "b", "c"):
        site.bulletin(f"2026/11/{name}", f"正文 {name}。\n\n## 小标题\n\n- 一\n- 二\n", countries=["VN"])
    return site.small().guide("g", "[甲](../risk/2026/11/a.md)")


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


def test_a_cache_of_another_version_is_begun_again(site: Site) -> None:
    three_bulletins(site).build()
    wanted = site.tree()
    with sqlite3.connect(site.root / CACHE) as cache:
        cache.execute("PRAGMA user_version = 999")
        cache.execute("DROP TABLE parsed")
        cache.execute("CREATE TABLE parsed (key TEXT)")
    cache.close()
    site.build()
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
