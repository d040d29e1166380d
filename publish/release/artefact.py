"""One index generation as one file: a tar archive in zstd, the same bytes for the same folder."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path, PurePosixPath
from typing import IO

import zstandard

from builder.base.atomic import remove_tree

#: Three costs little more time than one and packs postings well; above it, time grows and size hardly shrinks.
LEVEL = 3
#: What an archive may unpack to, at most: a bound against one made to fill the disk.
MAX_BYTES = 64 * 2**30
_PIECE = 1 << 20


class DamagedError(Exception):
    """An artefact that is not what it should be."""


def pack_index(folder: Path, file: Path) -> None:
    """Write the folder's files, by name, without times and owners."""
    with file.open("wb") as raw:
        packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        with packer.stream_writer(raw, closefd=False) as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
            for path in sorted(one for one in folder.rglob("*") if one.is_file()):
                info = tarfile.TarInfo(path.relative_to(folder).as_posix())
                info.size = path.stat().st_size
                info.mode = 0o644
                with path.open("rb") as data:
                    archive.addfile(info, data)


def unpack(file: Path, folder: Path) -> None:
    """Unpack beside `folder` and rename it into place. DamagedError leaves nothing behind."""
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    remove_tree(beside)
    beside.mkdir(parents=True)
    try:
        with file.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as data:
            _extract(data, beside)
        beside.replace(folder)
    except (tarfile.TarError, zstandard.ZstdError, EOFError, FileExistsError) as error:
        raise DamagedError(f"{file.name} cannot be unpacked: {error}") from None
    finally:
        remove_tree(beside)


def _extract(data: IO[bytes], folder: Path) -> None:
    total = 0
    with tarfile.open(fileobj=data, mode="r|") as archive:
        for member in archive:
            total += member.size
            name = PurePosixPath(member.name)
            inside = not name.is_absolute() and ".." not in name.parts and "\0" not in member.name
            source = archive.extractfile(member) if member.isfile() and inside else None
            if source is None or total > MAX_BYTES:
                raise DamagedError(f"the archive holds what no index has: {member.name}")
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:  # tarfile's own filters came with Python 3.11.4
                shutil.copyfileobj(source, file, _PIECE)
