"""The listing of a generation: every file with its size and checksum, and the first that is not as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from view.untrusted import intact
from view.untrusted.intact import LISTING, damage, list_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "g"
    (made / "templates").mkdir(parents=True)
    (made / "a.bin").write_bytes(b"a" * 5000)
    (made / "templates" / "越.html").write_text("乙", encoding="utf-8")
    list_files(made)
    return made


def test_what_was_listed_is_whole(folder: Path) -> None:
    assert damage(folder) == ""
    assert set(json.loads((folder / LISTING).read_text(encoding="utf-8"))) == {"a.bin", "templates/越.html"}


def flip(path: Path) -> None:
    path.write_bytes(b"b" + path.read_bytes()[1:])


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: flip(folder / "a.bin"), "a.bin is not as it was written"),
        (lambda folder: (folder / "a.bin").write_bytes(b"a" * 4999), "a.bin is not as it was written"),
        (lambda folder: (folder / "a.bin").unlink(), "a.bin is missing"),
        (lambda folder: (folder / "b.bin").write_bytes(b""), "b.bin is no part of it"),
        (lambda folder: (folder / LISTING).write_text("[]"), f"{LISTING} cannot be read"),
        (lambda folder: (folder / LISTING).write_text("{"), f"{LISTING} cannot be read"),
        (lambda folder: (folder / LISTING).unlink(), f"{LISTING} cannot be read"),
    ],
)
def test_the_first_that_is_otherwise_is_named(folder: Path, harm: Callable[[Path], object], said: str) -> None:
    harm(folder)
    assert damage(folder).startswith(said)


def test_what_two_folders_share_by_links_is_not_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "h"
    other.mkdir()
    os.link(folder / "a.bin", other / "a.bin")
    (other / "b.bin").write_bytes(b"b")
    read: list[str] = []
    checked = intact._checked

    def noted(path: Path) -> list[int]:
        read.append(path.name)
        return checked(path)

    monkeypatch.setattr(intact, "_checked", noted)
    list_files(other, folder)
    assert read == ["b.bin"]
    assert damage(other) == ""
