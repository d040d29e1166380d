"""All content, read on as many cores as there are, and from the cache where nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.base.progress import Progress
from builder.reading import loading
from builder.reading.loading import Content, load_content
from builder.reading.parsed_cache import ParsedCache
from builder.reading.scanning import scan
from tests.builder.catalogue.listing import PARSER
from tests.site_helper import Site
from view.settings.site_settings import Settings


def load(site: Site, store: ParsedCache | None = None, jobs: int = 1) -> Content:
    return load_content(site.root, scan(site.root), Settings(), PARSER.vocabulary, store, jobs, Progress())


def test_all_that_the_files_say(site: Site) -> None:
    site.bulletin("b").bulletin("a", draft=True).guide("g").file("content/risk/c.md", "nothing")
    found = load(site)
    assert sorted(one.id for one in found.bulletins) == ["a", "b"]
    assert [one.id for one in found.guides] == ["g"]
    assert found.drafts == {"content/risk/a.md"}
    assert (
        found.files == found.keys.keys() == {f"content/{name}.md" for name in ("risk/a", "risk/b", "risk/c", "guide/g")}
    )
    assert [one.file for one in found.problems] == ["content/risk/c.md"]


def test_more_processes_find_the_same(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "PARALLEL_FROM", 2)
    for number in range(9):
        site.bulletin(f"n{number}")
    assert load(site, jobs=2) == load(site)


def test_what_did_not_change_is_not_parsed_again(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.bulletin("a").bulletin("b")
    store = ParsedCache(tmp_path / "parsed.sqlite")
    first = load(site, store)
    store.commit(set(first.keys.values()), first.files)
    parsed: list[str] = []
    parse = type(PARSER).parse

    def noted(self: object, kind: str, identifier: str, file: str, raw: bytes) -> object:
        parsed.append(identifier)
        return parse(PARSER, kind, identifier, file, raw)

    monkeypatch.setattr("builder.reading.parsing.Parser.parse", noted)
    assert load(site, store).bulletins == first.bulletins
    site.bulletin("b", "另一段。")
    changed = load(site, store)
    assert parsed == ["b"]
    assert changed.keys["content/risk/a.md"] == first.keys["content/risk/a.md"]
    assert changed.keys["content/risk/b.md"] != first.keys["content/risk/b.md"]
    store.rollback()


def test_a_key_changes_with_the_bytes_the_place_and_all_that_parsing_depends_on(site: Site) -> None:
    site.file("content/risk/a.md", "x").file("content/risk/b.md", "x")
    keys = load(site).keys
    other = load_content(
        site.root, scan(site.root), Settings(timezone="Asia/Urumqi"), PARSER.vocabulary, None, 1, Progress()
    ).keys
    assert len({*keys.values(), *other.values()}) == 4
