"""The finder of words finds them wherever they may hide, and nothing else."""

from __future__ import annotations

import gzip
import io
import pickle
import sqlite3
import tarfile
import zlib
from pathlib import Path

import brotli
import numpy as np
import pytest
import zstandard

from tests.leaks import leaks

WORD = "qzxmarkword"
TEXT = f"前面 {WORD} 后面"


def _tar(data: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        info = tarfile.TarInfo("inside/a.txt")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


HIDDEN = {
    "a.txt": TEXT.encode(),
    "a.html.gz": gzip.compress(TEXT.encode()),
    "a.html.br": brotli.compress(TEXT.encode()),
    "a.tar.zst": zstandard.ZstdCompressor().compress(_tar(gzip.compress(TEXT.encode()))),
    "streams.bin": b"\x01" + np.array([ord(char) for char in TEXT], "<u2").tobytes(),
    "a.pickle": pickle.dumps({"title": TEXT.upper()}),
    "blocks.pst": b"xyz" + zlib.compress(TEXT.encode()) + b"more",
    f"{WORD}.html": b"",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_word_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HIDDEN[name])
    assert leaks([WORD, "qzxother"], tmp_path) == [f"{WORD} in {tmp_path / name}"]


def test_a_word_in_chinese_is_found_in_any_spelling(tmp_path: Path) -> None:
    word = "龘靐齉"
    for at, data in enumerate(
        (word.encode(), word.encode("utf-16-le"), b'"\\u9f98\\u9750\\u9f49"', b"%E9%BE%98%E9%9D%90%E9%BD%89")
    ):
        (tmp_path / f"{at}.bin").write_bytes(data)
    assert len(leaks([word], tmp_path)) == 4


def test_a_database_is_looked_into(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        database.execute("CREATE TABLE t (x)")
        database.execute("INSERT INTO t VALUES (?)", (TEXT,))
    database.close()
    assert leaks([WORD], tmp_path)
