"""Digests of files, read again only where somebody may have written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from publish.release import digests
from publish.release.digests import Digests, sha256_of, stat_of


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that are read."""
    names: list[str] = []
    really = sha256_of

    def noted(path: Path) -> str:
        names.append(path.name)
        return really(path)

    monkeypatch.setattr(digests, "sha256_of", noted)
    return names


def files(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


def test_what_is_remembered_is_not_read_again(tmp_path: Path, read: list[str]) -> None:
    folder, memory = files(tmp_path / "site", a="1", b="2"), tmp_path / "memory"
    first = Digests(memory, folder)
    found = first.of(["a", "b"])
    first.save()
    assert found["a"] == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    files(folder, b="3")
    again = Digests(memory, folder)
    assert again.of(["a", "b"])["a"] == found["a"]
    assert read == ["a", "b", "b"]


def test_a_link_that_was_made_since_changes_nothing(tmp_path: Path, read: list[str]) -> None:
    folder, memory = files(tmp_path / "site", a="1"), tmp_path / "memory"
    first = Digests(memory, folder)
    first.of(["a"])
    os.link(folder / "a", tmp_path / "second")
    first.save()
    Digests(memory, folder).of(["a"])
    assert read == ["a"]


@pytest.mark.parametrize("damage", [b"", b"x", b"0" * 64 + b"\n{}"])
def test_a_memory_that_is_damaged_is_not_believed(tmp_path: Path, read: list[str], damage: bytes) -> None:
    folder, memory = files(tmp_path / "site", a="1"), tmp_path / "memory"
    one = Digests(memory, folder)
    one.of(["a"])
    one.save()
    memory.write_bytes(damage or memory.read_bytes().replace(b"[", b" [", 1))
    Digests(memory, folder).of(["a"])
    assert read == ["a", "a"]


def test_what_is_not_accepted_is_left_out_and_asked_again(tmp_path: Path) -> None:
    one = Digests(tmp_path / "memory", files(tmp_path / "site", a="1", b="2"))
    assert one.of(["a", "b"], lambda path, digest: path == "b").keys() == {"b"}
    assert one.of(["a", "b"]).keys() == {"a", "b"}


def test_a_stat_is_that_of_the_link_itself(tmp_path: Path) -> None:
    folder = files(tmp_path / "site", a="123")
    (folder / "link").symlink_to("a")
    assert stat_of(folder / "link")[0] != stat_of(folder / "a")[0] == 3
