"""Content files: whole or not at all, what they were allowed to whom kept, one editor at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from editing.files import copy, decoded, locked, remove, save
from editing.front.spans import EditError


def test_text_comes_as_it_is_and_other_bytes_are_refused() -> None:
    assert decoded("\ufeff甲\r\n".encode()) == "\ufeff甲\r\n"
    with pytest.raises(EditError, match="not UTF-8"):
        decoded("甲".encode("gbk"))


def test_saving_keeps_permissions_and_follows_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    (tmp_path / "a.md").chmod(0o640)
    (tmp_path / "link.md").symlink_to("a.md")
    save(tmp_path / "link.md", b"new")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "a.md").read_bytes() == b"new"
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o640
    save(tmp_path / "b.md", b"x")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.md", "b.md", "link.md"]


def test_removing_takes_folders_along_that_it_leaves_empty(tmp_path: Path) -> None:
    risk = tmp_path / "content" / "risk"
    for name in ("2026/11/a.md", "2026/b.md"):
        (risk / name).parent.mkdir(parents=True, exist_ok=True)
        (risk / name).write_text("x")
    remove(risk / "2026/11/a.md")
    assert not (risk / "2026/11").exists()
    assert (risk / "2026/b.md").exists()
    remove(risk / "2026/b.md")
    remove(risk / "2026/b.md")
    assert list(risk.iterdir()) == []


def test_a_copy_has_the_time_of_what_it_is_one_of(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    os.utime(tmp_path / "a", (5, 5))
    copy(tmp_path / "a", tmp_path / "b" / "c")
    assert [one.name for one in (tmp_path / "b").iterdir()] == ["c"]
    assert ((tmp_path / "b/c").read_bytes(), (tmp_path / "b/c").stat().st_mtime) == (b"1", 5)


def test_the_lock_is_held_within_the_block_and_free_after_it(tmp_path: Path) -> None:
    def is_free() -> bool:
        with (tmp_path / "state" / ".editing").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    with locked(tmp_path):
        assert not is_free()
    assert is_free()
