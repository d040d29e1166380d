"""The files of a tree with what tells that one is another: walked, or compared with what was left there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Stat = tuple[int, int, int]
"""Size, mtime_ns and inode of a file."""

#: From so many files on that differ, a tree is none that a build left.
_FEW = 1_000


def walk(folder: Path) -> Iterator[tuple[str, Stat]]:
    """Every file of a tree with its stat; `.gitkeep` at its top is not the site's."""
    stack = [(str(folder), "")]
    while stack:
        real, prefix = stack.pop()
        try:
            entries = list(os.scandir(real))
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                stack.append((entry.path, f"{prefix}{entry.name}/"))
            elif prefix or entry.name != ".gitkeep":
                stat = entry.stat(follow_symlinks=False)
                yield prefix + entry.name, (stat.st_size, stat.st_mtime_ns, stat.st_ino)


@dataclass(slots=True)
class Compared:
    """The files of a tree that are not there as they were left: `differing` is None when they are more than a few.

    `paired` says of the others that each has one other name: in the tree beside it, where a build left it one.
    """

    differing: list[str] | None
    paired: bool


def compare(folder: Path, stats: Mapping[str, Stat]) -> Compared:
    """Compare a tree with what a build left there."""
    top, stat = f"{folder}/", os.lstat
    found: list[str] = []
    paired = True
    for path, wanted in stats.items():
        try:
            now = stat(top + path)
        except OSError:
            found.append(path)
        else:
            if (now.st_size, now.st_mtime_ns, now.st_ino) != wanted:
                found.append(path)
            elif now.st_nlink != 2:
                paired = False
        if len(found) > _FEW:
            return Compared(None, False)
    return Compared(found, paired)
