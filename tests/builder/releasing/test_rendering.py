"""What stands in the way of a file that is rendered."""

from __future__ import annotations

from pathlib import Path

from builder.releasing.rendering import clear_the_way
from tests.site_helper import Site


def test_a_file_in_the_way_of_a_folder_is_removed(tmp_path: Path) -> None:
    Site(tmp_path).file("a/b", "x")
    clear_the_way(tmp_path, tmp_path / "a" / "b" / "c" / "d")
    assert (tmp_path / "a" / "b" / "c").is_dir()
