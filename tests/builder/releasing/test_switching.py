"""Trees are exchanged: right with and without the help of the system, and never written into while they are live."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.releasing import switching
from tests.site_helper import Site, difference


def test_gitkeep_survives_every_build(site: Site) -> None:
    site.small().file("site/.gitkeep").build()
    site.bulletin("a").build()
    assert site.bulletin("b").build().removed_urls == []
    assert (site.root / "site" / ".gitkeep").is_file()


#: A site in several states, files and folders of one name among them.
EDITS: list[Callable[[Site], Site]] = [
    lambda site: site.small().bulletin("a", aliases=["/old.x/y/"]).file("site/.gitkeep"),
    lambda site: site.bulletin("a", aliases=["/old.x"]).bulletin("b"),
    lambda site: site.bulletin("a", aliases=["/old.x/y/", "/z/"]).remove("content/risk/b.md"),
    lambda site: site.bulletin("a", aliases=["/old.x"]),
    lambda site: site.bulletin("a", aliases=["/z"]),
    lambda site: site.bulletin("a"),
]


@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "file by file"])
@pytest.mark.parametrize("can_link", [True, False], ids=["links", "copies"])
def test_a_release_is_right_with_and_without_the_system_s_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool, can_link: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    site = Site(tmp_path / "one")
    for number, edit in enumerate(EDITS):
        before = site.tree()
        fresh = edit(site).clone(tmp_path / f"clean-{number}")
        fresh.build()
        with monkeypatch.context() as system:
            if not can_exchange:
                system.setattr(switching, "exchange", lambda one, other: False)
                system.setattr("builder.releasing.generation_files.exchange", lambda one, other: False)
            if not can_link:
                system.setattr(os, "link", refuse)
            report = site.build()
            assert site.tree() == fresh.tree()
            assert (report.changed_urls, report.removed_urls) == difference(before, fresh.tree())
            assert site.build().changed_urls == []
        assert (site.root / "site" / ".gitkeep").is_file()


def test_what_rests_is_not_made_again_and_shares_its_inode(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-01").build()
    asset = next((site.root / "site" / "assets").iterdir())
    inode = asset.stat().st_ino
    site.bulletin("b").build()
    site.bulletin("c", date="2026-11-21").build()
    assert asset.stat().st_ino == inode


def test_the_live_tree_is_never_written_into(site: Site) -> None:
    site.small().bulletin("a").build()
    with (site.root / "site" / "risk" / "a" / "index.html").open("rb") as reader:
        held = reader.read()
        site.bulletin("a", "另一段。").build()
        site.bulletin("a", "第三段。").build()
        reader.seek(0)
        assert reader.read() == held
