"""Walking a tree, and telling what differs from what was there."""

from __future__ import annotations

import os
from pathlib import Path

from builder.base.trees import compare, walk
from tests.site_helper import Site


def test_files_that_were_touched_or_removed_differ(tmp_path: Path) -> None:
    Site(tmp_path).file("site/a/b", "1").file("site/c", "2")
    stats = dict(walk(tmp_path / "site"))
    assert compare(tmp_path / "site", stats).differing == []
    os.utime(tmp_path / "site" / "c", ns=(1, 1))
    assert compare(tmp_path / "site", stats).differing == ["c"]
    (tmp_path / "site" / "c").unlink()
    assert compare(tmp_path / "site", stats).differing == ["c"]
    assert compare(tmp_path / "site", {str(number): (1, 1, 1) for number in range(2_000)}).differing is None


def test_files_with_one_name_beside_are_told(tmp_path: Path) -> None:
    Site(tmp_path).file("site/a", "1").file("site/b", "2")
    stats = dict(walk(tmp_path / "site"))
    assert not compare(tmp_path / "site", stats).paired
    for name in "ab":
        os.link(tmp_path / "site" / name, tmp_path / name)
    assert compare(tmp_path / "site", stats).paired
    os.link(tmp_path / "a", tmp_path / "c")
    assert not compare(tmp_path / "site", stats).paired


def test_walking_leaves_out_gitkeep_at_the_top_only(tmp_path: Path) -> None:
    Site(tmp_path).file("site/.gitkeep").file("site/a/.gitkeep").file("site/b", "12")
    found = dict(walk(tmp_path / "site"))
    assert set(found) == {"a/.gitkeep", "b"}
    assert found["b"][0] == 2
