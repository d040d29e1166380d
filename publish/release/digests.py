"""The SHA-256 of every file of a tree, read again only where size, time or inode changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from builder.base.atomic import write_atomically
from builder.base.trees import Stat
from view.plain_json import parse_json


def sha256_of(path: Path) -> str:
    """The hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Digests:
    """Digests by path, remembered in one JSON file."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._known: dict[str, tuple[list[int], str]] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):  # without it, all is read again
            self._known = {path: (stat, digest) for path, (stat, digest) in parse_json(memory.read_bytes()).items()}

    def of(self, folder: Path, files: Mapping[str, Stat]) -> dict[str, str]:
        """The digest of each file below `folder`, given what a walk saw of it."""
        known = self._known
        fresh = {}
        for path, stat in files.items():
            before = known.get(path)
            same = before is not None and before[0] == list(stat)
            fresh[path] = (list(stat), before[1] if before and same else sha256_of(folder / path))
        self._known = fresh
        return {path: digest for path, (_, digest) in fresh.items()}

    def save(self) -> None:
        """Remember for the next time."""
        write_atomically(self._memory, json.dumps(self._known).encode())
