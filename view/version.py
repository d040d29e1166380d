"""Which program this is: what another version wrote is never used."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_HOME = Path(__file__).parent.parent
#: The libraries that parsed files, pages and indexes depend on.
_LIBRARIES = ("markdown", "nh3", "opencc", "pypinyin", "pyyaml", "rjieba", "whoosh-reloaded")


@cache
def code_version(*rooms: str) -> bytes:
    """A digest of the code of some rooms and of the libraries that results depend on."""
    return hashlib.blake2b(b"".join([*map(_room, rooms), _libraries()]), digest_size=16).digest()


@cache
def _room(room: str) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted((_HOME / room).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.digest()


@cache
def _libraries() -> bytes:
    return "".join(version(package) for package in _LIBRARIES).encode()
