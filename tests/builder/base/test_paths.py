"""Where a site keeps things; the index that live pages name; what stands in the tree beside what builds plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.base.paths import SitePaths, live_generation, note_strays, strays
from tests.site_helper import Site


def test_a_site_behind_a_link_is_where_it_leads_and_stays_there(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "site").symlink_to(tmp_path / "www")
    places = SitePaths(tmp_path / "root")
    assert places.site == tmp_path / "www"
    (tmp_path / "root" / "site").unlink()
    assert places.site == tmp_path / "www"
    assert SitePaths(tmp_path / "root").site == tmp_path / "root" / "site"


def test_all_but_the_site_may_be_deleted_with_var(tmp_path: Path) -> None:
    places = SitePaths(tmp_path)
    below = (places.spare, places.token, places.strays, places.indexes, places.cache, places.compiled, places.state)
    assert len(set(below)) == len(below)
    assert all(one.is_relative_to(places.var) for one in below)


def test_the_live_index_is_the_one_that_the_pages_name(tmp_path: Path) -> None:
    Site(tmp_path).file("site/generation.json", '{"generation": "abc"}')
    assert live_generation(SitePaths(tmp_path)) == tmp_path / "var" / "index" / "abc"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "7", "null"])
def test_a_pointer_that_names_nothing_names_none(tmp_path: Path, text: str) -> None:
    assert live_generation(SitePaths(tmp_path)) is None
    Site(tmp_path).file("site/generation.json", text)
    assert live_generation(SitePaths(tmp_path)) is None


def test_strays_are_those_that_were_noted_and_are_there(tmp_path: Path) -> None:
    places = SitePaths(tmp_path)
    assert strays(places) == []
    note_strays(places, ["b.gz", "a.gz", "越/c.br"])
    assert strays(places) == []
    Site(tmp_path).file("site/a.gz", "1").file("site/越/c.br", "2").file("site/d.gz", "3")
    assert strays(places) == ["a.gz", "越/c.br"]
