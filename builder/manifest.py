"""What the last build left in `site/`: each file's bytes, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from builder.cache import seal, unseal
from builder.outputs import Inputs
from builder.replacing import write_atomically

#: Raise when the shape of the manifest changes; an older one is then ignored.
VERSION = 1

Entry = tuple[bytes, tuple[int, int, int], str, Inputs]
"""Digest of the bytes, (size, mtime_ns, inode) of the file, template, own inputs."""


@dataclass(slots=True)
class Manifest:
    """`files` by path; `common` the shared inputs of each template."""

    files: dict[str, Entry] = field(default_factory=dict)
    common: dict[str, Inputs] = field(default_factory=dict)

    def why(self, path: str, template: str, own: Inputs, common: Inputs) -> list[str]:
        """The names of what changed since the file was made; `new` when it was not there, nothing when it can stay."""
        entry = self.files.get(path)
        if entry is None:
            return ["new"]
        before = dict(entry[3]) | dict(self.common.get(entry[2], ()))
        now = dict(own) | dict(common)
        if entry[2] != template:
            return ["template"]
        return [name for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name)]


def load_manifest(path: Path) -> Manifest:
    """The manifest of the last build; an empty one when there is none, or it is damaged or of another version."""
    try:
        value = unseal(path.read_bytes())
    except (OSError, ValueError):
        return Manifest()
    if isinstance(value, tuple) and value[:1] == (VERSION,):
        return Manifest(value[1], value[2])
    return Manifest()


def save_manifest(path: Path, manifest: Manifest) -> None:
    """Put the manifest in place of the last one, whole or not at all."""
    write_atomically(path, seal((VERSION, manifest.files, manifest.common)))


def walk(folder: Path) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Every file of a tree with (size, mtime_ns, inode); `.gitkeep` at its top is not the site's."""
    import os

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
