"""The cache of parsed files: kept, forgotten, begun again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from builder.reading.packing import pack_parsed
from builder.reading.parsed_cache import BodyReader, CacheLostError, ParsedCache
from builder.reading.records import Body
from tests.builder.cached import CACHE, parsed, three_bulletins
from tests.site_helper import Site


def put(cache: ParsedCache, key: bytes, name: str) -> None:
    cache.put(key, pack_parsed(parsed(name, Body(f"<p>{name}</p>", (name, "二")))))


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
