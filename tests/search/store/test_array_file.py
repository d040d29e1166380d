"""The file beside the index is taken whole and of this version, or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.store.array_file import Array, Sidecar, SidecarError, pack_strings, write_sidecar

FILE = "sidecar.bin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    big = np.arange(400_000, dtype=np.uint32)
    texts = pack_strings("word", ["", "关税", "𠮷\ud800"])
    arrays: dict[str, Array] = {"big": big, "none": np.zeros(0, np.uint8), **texts}
    write_sidecar(tmp_path / FILE, arrays.items(), {"documents": 3})
    return tmp_path


def test_what_is_written_is_read(folder: Path) -> None:
    sidecar = Sidecar(folder / FILE)
    assert sidecar.facts == {"documents": 3}
    assert sidecar.strings("word") == ["", "关税", "𠮷\ud800"]
    assert sidecar.arrays["big"].tolist() == list(range(400_000))
    assert not len(sidecar.arrays["none"])
    sidecar.verify()
    with pytest.raises(ValueError, match="read-only"):
        sidecar.arrays["big"][0] = 1


def damage(folder: Path, at: int) -> None:
    data = bytearray((folder / FILE).read_bytes())
    data[at] ^= 1
    (folder / FILE).write_bytes(data)


@pytest.mark.parametrize(
    ("at", "message"),
    [(0, "not a sidecar"), (8, "version 2, expected 3"), (-20, "damaged header"), (16, "damaged header")],
)
def test_a_damaged_head_is_named(folder: Path, at: int, message: str) -> None:
    damage(folder, at)
    with pytest.raises(SidecarError, match=message):
        Sidecar(folder / FILE)


def test_a_damaged_small_array_is_found_at_opening(folder: Path) -> None:
    header = int.from_bytes((folder / FILE).read_bytes()[24:32], "little")
    damage(folder, header - 8)
    with pytest.raises(SidecarError, match="damaged array word_at"):
        Sidecar(folder / FILE)


def test_a_damaged_large_array_is_found_by_verifying(folder: Path) -> None:
    damage(folder, 800_000)
    sidecar = Sidecar(folder / FILE)
    with pytest.raises(SidecarError, match="damaged array big"):
        sidecar.verify()


@pytest.mark.parametrize("size", [0, 10, 100, 1_000_000])
def test_a_file_cut_short_is_refused(folder: Path, size: int) -> None:
    (folder / FILE).write_bytes((folder / FILE).read_bytes()[:size])
    with pytest.raises(SidecarError):
        Sidecar(folder / FILE)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SidecarError, match=r"sidecar\.bin: cannot be opened"):
        Sidecar(tmp_path / FILE)
