"""Bytes that wait in a file without a name while an index is written: what memory need not hold."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np

from search.store.array_file import Array


class Spool:
    """A file in `folder` that goes with the process, however it ends. A forked process reads what was put before."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - as long as this object
        self._end = 0

    def put(self, data: bytes) -> int:
        """Keep some bytes; where they begin."""
        begin = self._end
        left = memoryview(data)
        while left:
            written = os.pwrite(self._file.fileno(), left, self._end)
            left, self._end = left[written:], self._end + written
        return begin

    def get(self, begin: int, size: int) -> bytes:
        """Bytes that were put."""
        data = os.pread(self._file.fileno(), size, begin)
        assert len(data) == size  # noqa: S101 - they were put by this object
        return data

    def keep(self, array: Array) -> Spooled:
        """Keep an array."""
        return Spooled(self, self.put(array.tobytes()), array)


class Spooled:
    """An array that was kept: slices of it are read when they are asked for."""

    def __init__(self, spool: Spool, begin: int, array: Array) -> None:
        self._spool, self._begin, self._type, self._size = spool, begin, array.dtype, len(array)

    def __getitem__(self, part: slice) -> Array:
        first, last, _ = part.indices(self._size)
        width = self._type.itemsize
        return np.frombuffer(self._spool.get(self._begin + first * width, (last - first) * width), self._type)
