"""Which program this is: what another version wrote is never used."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
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
    """Their versions, from the names of the folders that installers leave (PyPA, Recording installed projects).

    `importlib.metadata`, which takes 30 ms to load, is asked for those that were installed in another way.
    """
    found: dict[str, str] = {}
    for folder in reversed([one for one in sys.path if os.path.isdir(one)]):  # noqa: PTH112 - Path costs more
        for entry in os.listdir(folder):  # noqa: PTH208
            name, _, version = entry.removesuffix(".dist-info").partition("-")
            if entry.endswith(".dist-info"):
                found[name.lower().replace("_", "-")] = version
    return repr([found.get(package) or _version(package) for package in _LIBRARIES]).encode()


def _version(package: str) -> str:
    from importlib.metadata import version

    return version(package)
