"""The files of an index generation with their checksums: what is damaged is known before it is served or published.

CRC-32, which every file of arrays carries within it too: of 930 MB (100,000 bulletins) it takes 0.4 s of a processor,
SHA-256 0.8 s, and every process of every endpoint checks every generation that it opens. It tells what chance did. Who
may write here may write the listing as well; against others an index that travels is signed as a whole.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

#: Written last: size and CRC-32 of every other file below the folder.
LISTING = "files.json"
_PIECE = 1 << 20


def list_files(folder: Path, shared: Path | None = None) -> None:
    """Note what there is in a folder that has just been written.

    What it has in common with `shared`, a folder that was listed and is whole, by hard links is not read again.
    """
    known = _listed(shared) if shared else {}
    found = {}
    for name, path in _files(folder).items():
        same = name in known and shared is not None and path.samefile(shared / name)
        found[name] = known[name] if same else _checked(path)
    data = json.dumps(found, ensure_ascii=False, sort_keys=True, indent=0)
    (folder / LISTING).write_text(data + "\n", encoding="utf-8", errors="surrogateescape")


def damage(folder: Path) -> str:
    """What is wrong with the first file that is not as it was listed; empty when all are. Reads every byte."""
    try:
        listed, there = _listed(folder), _files(folder)
        for name in sorted(listed.keys() | there.keys()):
            if name not in there:
                return f"{name} is missing"
            if name not in listed:
                return f"{name} is no part of it"
            if not there[name].is_file() or _checked(there[name]) != listed[name]:
                return f"{name} is not as it was written"
    except (OSError, ValueError, AttributeError) as error:
        return f"{LISTING} cannot be read: {error}"
    return ""


def _listed(folder: Path) -> dict[str, list[int]]:
    listed: dict[str, list[int]] = json.loads((folder / LISTING).read_text(encoding="utf-8", errors="surrogateescape"))
    return listed


def _files(folder: Path) -> dict[str, Path]:
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = Path(base, name)
            found[path.relative_to(folder).as_posix()] = path
    found.pop(LISTING, None)
    return found


def _checked(path: Path) -> list[int]:
    size, checksum, buffer = 0, 0, memoryview(bytearray(_PIECE))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            size, checksum = size + count, zlib.crc32(buffer[:count], checksum)
    return [size, checksum]
