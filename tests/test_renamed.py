"""A bulletin under a new name is news to nobody: not for `notify`, not for browsers that follow a list."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from publish.notify.news import Change, begin, news_of, read_changes
from search.faces.terminal import finder
from tests.editing.life.desk import rename
from tests.site_helper import Site
from view.bulletin import Bulletin

NOW = datetime(2026, 11, 28, tzinfo=UTC)
CORRECTED = [{"date": "2026-11-20", "kind": "correction", "note": "税率应为 25%。"}]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with a bulletin that was corrected, and one that was not."""
    site = Site(tmp_path / "renamed").small()
    site.bulletin("a", date="2026-11-19", countries=["VN"], changes=CORRECTED)
    return site.bulletin("b", date="2026-11-21", countries=["VN"])


def found_and_changes(site: Site) -> tuple[list[Bulletin], list[Change]]:
    """What a subscriber's search finds in the site as it is now, and what happened to bulletins."""
    site.build(index=True)
    with finder(site.root) as find:
        return find(""), read_changes(read(site, "risk/changes/recent.json"))


def read(site: Site, path: str) -> Any:
    """A JSON file of the site."""
    return json.loads((site.root / "site" / path).read_bytes())


def test_notify_has_nothing_to_tell_of_a_new_name(site: Site) -> None:
    told = begin(*found_and_changes(site), NOW)
    rename(site, "a", "c")
    found, changes = found_and_changes(site)
    assert [one.id for one in found] == ["b", "c"]
    assert not news_of(told, found, changes)


def test_notify_tells_under_the_new_name_what_happens_later(site: Site) -> None:
    told = begin(*found_and_changes(site), NOW)
    rename(site, "b", "c")
    path = site.root / "content/risk/c.md"
    path.write_text(
        path.read_text().replace("\n---\n", f"\nchanges: {json.dumps(CORRECTED, ensure_ascii=False)}\n---\n", 1)
    )
    news = news_of(told, *found_and_changes(site))
    assert [(one.id, one.entry, one.note) for one in news.changes] == [("c", "b", "税率应为 25%。")]
    assert news.bulletins == []


def test_lists_that_browsers_follow_know_it_by_its_first_name(site: Site) -> None:
    found_and_changes(site)
    before = read(site, "risk/country/vn/recent.json")
    rename(site, "a", "c")
    found_and_changes(site)
    assert read(site, "risk/country/vn/recent.json") == before
