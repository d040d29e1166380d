"""Second names of files: links where the system has them, copies where it has none, and nothing overwritten."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from view.second_names import link_or_copy


def refusing(number: int) -> object:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "no")

    return refuse


def test_it_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("甲")
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").samefile(tmp_path / "a")


@pytest.mark.parametrize("number", [errno.EPERM, errno.EXDEV, errno.EMLINK])
def test_where_there_are_no_links_it_is_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    (tmp_path / "a").write_text("甲")
    os.utime(tmp_path / "a", ns=(5, 7_000))
    monkeypatch.setattr(os, "link", refusing(number))
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert not (tmp_path / "b").samefile(tmp_path / "a")
    assert (tmp_path / "b").read_text() == "甲"


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("甲")
    (tmp_path / "b").write_text("乙")
    with pytest.raises(FileExistsError):
        link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "乙"
