"""Files of arrays beside the Whoosh index: one format, versioned and checksummed, opened without copying."""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from view.untrusted.plain_json import parse_json

Array = npt.NDArray[Any]
#: A whole array, or its parts, which are to be taken before the next array is: at least one, all of one type.
Values = Array | Iterator[Array]

#: Raised with every change of what the arrays mean; a reader takes its own version only.
VERSION = 3
_MAGIC = b"XINFENG\x00"
_ALIGN = 64
#: Magic word, version, CRC-32, size and place of the header.
_HEAD = struct.Struct("<8sIIQQ")
#: Arrays up to this size are checked at every opening. The large ones are checked by `verify`, for which the one
#: who is about to copy from them has time.
_CHECKED_AT_OPENING = 1 << 20
#: Steps of looking for texts that are remembered; 100 bytes each.
_STEPS = 256


class SidecarError(Exception):
    """The file is not a whole sidecar of this version."""


def write_sidecar(path: Path, arrays: Iterable[tuple[str, Values]], facts: Mapping[str, Any]) -> None:
    """Write named arrays, each as it comes, and plain facts. The same input gives the same bytes."""
    table: list[dict[str, Any]] = []
    with path.open("wb") as file:
        file.write(bytes(_HEAD.size))
        for name, values in arrays:
            file.write(bytes(-file.tell() % _ALIGN))
            offset, count, crc = file.tell(), 0, 0
            for part in (values,) if isinstance(values, np.ndarray) else values:
                data = np.ascontiguousarray(part)
                raw = data.data if data.size else b""
                kind, count, crc = data.dtype.str, count + data.size, zlib.crc32(raw, crc)
                file.write(raw)
                del part, data, raw  # so that the maker of the next one has the room
            table.append({"name": name, "type": kind, "count": count, "offset": offset, "crc": crc})
            del values
        header = json.dumps({"facts": facts, "arrays": table}, ensure_ascii=False, sort_keys=True).encode()
        at = file.tell()
        file.write(header)
        file.seek(0)
        file.write(_HEAD.pack(_MAGIC, VERSION, zlib.crc32(header), len(header), at))
        file.flush()
        os.fsync(file.fileno())


class Sidecar:
    """An opened file. `arrays` are read-only views of the mapped file, `facts` what was said of them."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb")
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise SidecarError(f"{path}: cannot be opened: {error}") from error
        for advice in ("MADV_RANDOM", "MADV_NOHUGEPAGE"):  # a look at one place must not bring in megabytes
            if hasattr(mmap, advice):
                self._map.madvise(getattr(mmap, advice))
        header = self._header(path)
        self.arrays: dict[str, Array] = {}
        self._places: dict[str, tuple[int, np.dtype[Any]]] = {}
        self._sums: dict[str, int] = {}
        try:
            self.facts: dict[str, Any] = header["facts"]
            for entry in header["arrays"]:
                self.arrays[entry["name"]] = np.frombuffer(self._map, entry["type"], entry["count"], entry["offset"])
                self._places[entry["name"]] = entry["offset"], np.dtype(entry["type"])
                self._sums[entry["name"]] = entry["crc"]
        except (LookupError, TypeError, ValueError) as error:  # its checksum is right, so somebody else wrote it
            raise SidecarError(f"{path}: no header of ours: {error}") from error
        self._path = path
        self._check([name for name, array in self.arrays.items() if array.nbytes <= _CHECKED_AT_OPENING])

    def _header(self, path: Path) -> dict[str, Any]:
        """What the file says of itself. It stands at the end, so a file that was cut short has none."""
        head = self._map[: _HEAD.size]
        if len(head) < _HEAD.size or not head.startswith(_MAGIC):
            raise SidecarError(f"{path}: not a sidecar")
        _, version, crc, size, at = _HEAD.unpack(head)
        if version != VERSION:
            raise SidecarError(f"{path}: version {version}, expected {VERSION}")
        raw = self._map[at : at + size]
        if len(raw) != size or zlib.crc32(raw) != crc:
            raise SidecarError(f"{path}: damaged header")
        try:
            found: dict[str, Any] = parse_json(raw)
        except ValueError as error:
            raise SidecarError(f"{path}: no header of ours: {error}") from error
        return found

    def _check(self, names: Sequence[str]) -> None:
        for name in names:
            array = self.arrays[name]
            if zlib.crc32(array.data if array.size else b"") != self._sums[name]:
                raise SidecarError(f"{self._path}: damaged array {name}")

    def read(self, name: str, first: int, last: int) -> Array:
        """A copy of a part of an array. Unlike a view, it does not leave the file's pages with this process."""
        offset, kind = self._places[name]
        data = os.pread(self._file.fileno(), (last - first) * kind.itemsize, offset + first * kind.itemsize)
        return np.frombuffer(data, kind)

    def close(self) -> None:
        """Close the file. Views of its arrays stay readable as long as someone holds them."""
        self._file.close()

    def verify(self) -> None:
        """Check every array."""
        self._check(list(self.arrays))

    def strings(self, name: str) -> list[str]:
        """A list of texts, as `pack_strings` laid them out."""
        blob, offsets = self.arrays[name].tobytes(), self.arrays[name + "_at"].tolist()
        return [blob[a:b].decode("utf-8", "surrogatepass") for a, b in pairwise(offsets)]


class Strings(Sequence[str]):
    """Texts that `pack_strings` laid out, read one by one from the file. `find` needs them sorted."""

    def __init__(self, sidecar: Sidecar, name: str) -> None:
        self._sidecar, self._name = sidecar, name
        self._at = sidecar.arrays[name + "_at"]
        #: The first steps to any text are the same ones.
        self._step = lru_cache(_STEPS)(self.__getitem__)

    def __len__(self) -> int:
        return len(self._at) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        first, last = self._at[index : index + 2].tolist()
        return self._sidecar.read(self._name, first, last).tobytes().decode("utf-8", "surrogatepass")

    def find(self, text: str) -> int:
        """Where a text stands, or would stand, in the order of code points."""
        return bisect_left(range(len(self)), text, key=self._step)


def pack_strings(name: str, texts: Sequence[str]) -> dict[str, Array]:
    """Texts as two arrays: their UTF-8 one after the other, and where each begins."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.uint64)
    np.cumsum([len(one) for one in encoded], out=offsets[1:])
    return {name: np.frombuffer(b"".join(encoded), np.uint8), name + "_at": offsets}
