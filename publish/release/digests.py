"""The SHA-256 of every file of a tree, read again only where the system says that somebody may have written to it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from builder.base.atomic import write_atomically
from view.untrusted.plain_json import parse_json

#: Size, mtime_ns, ctime_ns and inode: no program can set the third, so what was written to has another.
FullStat = tuple[int, int, int, int]


def sha256_of(path: Path) -> str:
    """The hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Digests:
    """Digests of the files below a folder, remembered in one file.

    The file carries its own digest: one that is damaged is not believed.
    """

    def __init__(self, memory: Path, folder: Path) -> None:
        self._memory, self._folder = memory, folder
        self._known: dict[str, tuple[FullStat, str]] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):  # without it, all is read again
            seal, _, data = memory.read_bytes().partition(b"\n")
            if hashlib.sha256(data).hexdigest().encode() == seal:
                self._known = {path: (tuple(stat), digest) for path, (stat, digest) in parse_json(data).items()}

    def of(
        self, paths: Iterable[str], accept: Callable[[str, str], bool] = lambda path, digest: True
    ) -> dict[str, str]:
        """The digest of each file; those that are not known are left out unless `accept` takes path and digest."""
        known, fresh = self._known, {}
        for path in paths:
            stat, before = stat_of(self._folder / path), known.get(path)
            if before is not None and before[0] == stat:
                fresh[path] = before
            elif accept(path, digest := sha256_of(self._folder / path)):
                fresh[path] = stat, digest
        self._known = fresh
        return {path: digest for path, (_, digest) in fresh.items()}

    def save(self) -> None:
        """Remember for the next time. Links that were made to files since they were read change nothing."""
        for path, (stat, digest) in self._known.items():
            now = stat_of(self._folder / path)
            if (now[:2], now[3]) == (stat[:2], stat[3]):
                self._known[path] = now, digest
        data = json.dumps(self._known).encode()
        write_atomically(self._memory, hashlib.sha256(data).hexdigest().encode() + b"\n" + data)


def stat_of(path: Path) -> FullStat:
    """What the system says of a file, which tells whether somebody has written to it."""
    stat = os.lstat(path)
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
