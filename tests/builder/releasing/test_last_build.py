"""What the last build left, as far as it can be believed."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from builder.base.paths import SitePaths
from builder.planning.state import BuildState
from builder.releasing import last_build
from builder.releasing.last_build import LastBuild, Look, find_last_build
from tests.builder.catalogue.listing import AT
from tests.site_helper import PNG, Site


@pytest.fixture
def places(site: Site) -> SitePaths:
    site.small().file("content/risk/p.png", PNG).bulletin("a", "![图](p.png)").build(index=True)
    return SitePaths(site.root)


def found(places: SitePaths, stamp: bytes | None = None, later: timedelta = timedelta()) -> LastBuild | None:
    with closing(BuildState(places.state)) as state:
        ledger = state.ledger()
        assert ledger
        return find_last_build(places, state, ledger, stamp or ledger.stamp, AT + later, iter([[], [], []]))


def test_it_is_found_while_only_content_and_time_went_on(places: SitePaths) -> None:
    one = found(places, later=timedelta(days=9))
    assert one
    assert (one.holds(), one.holds(), one.spare()) == (True, True, [])


def test_it_is_not_believed_when_anything_else_did(places: SitePaths, site: Site) -> None:
    assert found(places, b"another") is None
    assert found(places, later=timedelta(days=-9)) is None
    site.file("content/risk/p.png", PNG + b"x")
    assert found(places) is None
    site.remove("content/risk/p.png")
    assert found(places) is None


@pytest.mark.parametrize("gone", ["var/cache/parsed.sqlite", "index"])
def test_without_cache_or_index_there_is_none(places: SitePaths, site: Site, gone: str) -> None:
    if gone == "index":
        for path in places.indexes.glob("*/files.json"):
            path.unlink()
    else:
        site.remove(gone)
    assert found(places) is None


@pytest.mark.parametrize("walked", [5_000, 0])
def test_a_look_tells_how_each_tree_differs(places: SitePaths, monkeypatch: pytest.MonkeyPatch, walked: int) -> None:
    monkeypatch.setattr(last_build, "WALKED", walked)
    assert [Look(places)(tree) for tree in Look(places).trees] == [[], [], []]
    (places.site / "404.html").write_text("defaced")
    live = Look(places)(places.site)
    assert live is None if walked else live == ["404.html"]
    for path in places.indexes.glob("*/bundle.json"):
        path.write_text("{}")
    assert Look(places)(places.indexes) == ["bundle.json is not as it was written"]


def test_where_no_build_was_no_tree_is_one(tmp_path: Path) -> None:
    one = Look(SitePaths(tmp_path))
    assert one(one.trees[0]) is None
