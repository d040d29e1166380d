"""One index generation as one file: a tar archive in zstd, the same bytes for the same folder."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path, PurePosixPath
from typing import IO, Final, cast

import zstandard

from builder.base.atomic import remove_tree

#: Three costs little more time than one and packs postings well; above it, time grows and size hardly shrinks.
LEVEL = 3
#: What an archive may unpack to, at most: a bound against one made to fill the disk.
MAX_BYTES = 64 * 2**30
_PIECE = 1 << 20
#: How member names are written; with it, headers have the length that was reckoned with.
_FORMAT: Final = tarfile.PAX_FORMAT
_ENCODING, _ERRORS = "utf-8", "surrogateescape"
#: Bytes that are enough to read the header of a frame.
_FRAME_HEADER = 18


class DamagedError(Exception):
    """An artefact that is not what it should be."""


def pack_index(folder: Path, file: Path) -> None:
    """Write the folder's files, by name, without times and owners. How much it unpacks to stands at the beginning."""
    members = [(_member(folder, path), path) for path in sorted(one for one in folder.rglob("*") if one.is_file())]
    size = sum(map(_room, (info for info, _ in members))) + 2 * tarfile.BLOCKSIZE
    size += -size % tarfile.RECORDSIZE
    with file.open("wb") as raw:
        packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        with (
            packer.stream_writer(raw, closefd=False, size=size) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=_FORMAT, encoding=_ENCODING, errors=_ERRORS) as archive,
        ):
            for info, path in members:
                with path.open("rb") as data:
                    archive.addfile(info, data)


def _member(folder: Path, path: Path) -> tarfile.TarInfo:
    info = tarfile.TarInfo(path.relative_to(folder).as_posix())
    info.size = path.stat().st_size
    info.mode = 0o644
    return info


def _room(info: tarfile.TarInfo) -> int:
    """How many bytes of an archive a file takes."""
    return len(info.tobuf(_FORMAT, _ENCODING, _ERRORS)) + info.size + -info.size % tarfile.BLOCKSIZE


def unpacked_size(file: Path) -> int:
    """How many bytes a file that `pack` wrote unpacks to; 0 where it does not say, as of older programs."""
    with file.open("rb") as raw:
        try:
            return max(zstandard.frame_content_size(raw.read(_FRAME_HEADER)), 0)
        except zstandard.ZstdError:
            return 0


def unpack(file: Path, folder: Path, most: int = MAX_BYTES) -> None:
    """Unpack beside `folder` and put it in its place. DamagedError leaves nothing behind.

    `most` is how many bytes there may be; what says more is refused before, and what holds more when it does.
    """
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    remove_tree(beside)
    beside.mkdir(parents=True)
    try:
        with file.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as data:
            _extract(cast("IO[bytes]", _Bounded(data, most)), beside)
        remove_tree(folder)
        beside.replace(folder)
    except (tarfile.TarError, zstandard.ZstdError, EOFError, FileExistsError, IsADirectoryError, NotADirectoryError,
            UnicodeError) as error:  # fmt: skip
        raise DamagedError(f"{file.name} cannot be unpacked: {error}") from None
    finally:
        remove_tree(beside)


class _Bounded:
    """A stream that may hold so many bytes and no more; archives say themselves how long their parts are."""

    def __init__(self, data: IO[bytes], most: int) -> None:
        self._data, self._left = data, most

    def read(self, size: int) -> bytes:
        """The next bytes."""
        piece = self._data.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise DamagedError("the archive holds more than was said")
        return piece


def _extract(data: IO[bytes], folder: Path) -> None:
    with tarfile.open(fileobj=data, mode="r|") as archive:
        for member in archive:
            name = PurePosixPath(member.name)
            inside = not name.is_absolute() and ".." not in name.parts and "\0" not in member.name
            source = archive.extractfile(member) if member.isfile() and inside else None
            if source is None or not name.parts:
                raise DamagedError(f"the archive holds what no index has: {member.name!r}")
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:  # tarfile's own filters came with Python 3.11.4
                shutil.copyfileobj(source, file, _PIECE)
