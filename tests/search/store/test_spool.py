"""Bytes that wait in a file without a name."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from search.store.spool import Spool


def test_what_is_put_comes_back_from_where_it_was_put(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    places = [spool.put(data) for data in (b"abc", b"", b"de")]
    assert places == [0, 3, 3]
    assert [spool.get(0, 3), spool.get(3, 2), spool.get(1, 3)] == [b"abc", b"de", b"bcd"]
    assert list(tmp_path.iterdir()) == []


def test_a_system_that_takes_a_piece_at_a_time_loses_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: write(fd, bytes(data[:2]), at))
    spool = Spool(tmp_path)
    assert (spool.put(b"abcde"), spool.put(b"fg")) == (0, 5)
    assert spool.get(0, 7) == b"abcdefg"


def test_slices_of_an_array_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put(b"x")
    kept = spool.keep(np.array([5, 6, 7, 8], np.uint16))
    assert [kept[1:3].tolist(), kept[:].tolist(), kept[3:99].tolist()] == [[6, 7], [5, 6, 7, 8], [8]]
