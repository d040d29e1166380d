"""Bulletins as editing commands need them: by id, file or address; with what is wrong with them."""

from __future__ import annotations

import pytest

from editing.life.bulletins import Bulletins, StepError, id_of, usable_record
from tests.editing.life.desk import AT
from tests.site_helper import Site


@pytest.mark.parametrize(
    "named",
    [
        "2026/a",
        "content/risk/2026/a.md",
        "/srv/x/content/risk/2026/a.md",
        "/risk/2026/a/",
        "/risk/2026/a/#x",
        " 2026/a ",
    ],
)
def test_an_id_may_be_named_in_many_ways(named: str) -> None:
    assert id_of(named) == "2026/a"


def test_one_is_found_as_it_is_on_the_disk(site: Site) -> None:
    site.small().bulletin("2026/a", title="甲").guide("g")
    bulletins = Bulletins(site.root, AT)
    one = bulletins.find("/risk/2026/a/")
    assert (one.id, one.file, one.raw) == ("2026/a", "content/risk/2026/a.md", one.path.read_bytes())
    assert usable_record(one).facts.title == "甲"
    assert list(bulletins.ids) == ["2026/a"]
    with pytest.raises(StepError, match='no bulletin has the id "2026/b"; did you mean "2026/a"'):
        bulletins.find("2026/b")


def test_one_with_problems_is_to_be_mended_first_unless_it_is_a_draft(site: Site) -> None:
    site.small().bulletin("a", level="红").bulletin("b", level="红", draft=True).file("content/risk/c.md", "x")
    bulletins = Bulletins(site.root, AT)
    for name in "ac":
        with pytest.raises(StepError, match=f"content/risk/{name}.md has problems; mend them first"):
            usable_record(bulletins.find(name))
    assert usable_record(bulletins.find("b")).draft


def test_the_builds_cache_is_read_and_never_written(site: Site) -> None:
    site.small().bulletin("a").build()
    site.bulletin("b")
    before = (site.root / "var/cache/parsed.sqlite").read_bytes()
    assert sorted(one.id for one in Bulletins(site.root, AT).content.bulletins) == ["a", "b"]
    assert (site.root / "var/cache/parsed.sqlite").read_bytes() == before
