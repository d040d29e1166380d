"""Files are replaced whole, and folders exchanged in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.base.atomic import exchange, write_atomically
from tests.site_helper import Site, read_tree


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b", b"one")
    write_atomically(tmp_path / "a" / "b", b"two")
    assert read_tree(tmp_path) == {"a/b": b"two"}


def test_two_folders_are_exchanged_in_one_step(tmp_path: Path) -> None:
    Site(tmp_path).file("one/a", "1").file("two/b", "2")
    if exchange(tmp_path / "one", tmp_path / "two"):
        assert read_tree(tmp_path / "one") == {"b": b"2"}
        assert read_tree(tmp_path / "two") == {"a": b"1"}
    with pytest.raises(OSError, match="No such file"):
        exchange(tmp_path / "one", tmp_path / "three")
