"""Which files are a site's own: ordinary files that no symbolic link fetches from elsewhere on this machine."""

from __future__ import annotations

import os
import stat
from pathlib import Path

#: What lies in a site's folder and is never published: results, what cannot be made again, and settings.
_PRIVATE = frozenset({"var", "state", "site", "site.toml"})
#: The folders that people write; each may itself be a link, which whoever owns the site's folder has made.
_WRITTEN = ("content", "templates", "assets")
_KINDS = {
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


class OwnFiles:
    """The files of one site. Everything that is published is asked for here first."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._written = [os.path.realpath(root / name) for name in _WRITTEN]

    def fault_of(self, path: str | Path) -> str:
        """Why a path names no file of the site, as a message goes on after its name; empty when it names one.

        OSError where there is nothing at all.
        """
        mode = os.stat(path).st_mode  # noqa: PTH116 - takes either
        if not stat.S_ISREG(mode):
            return f"is {_KINDS.get(stat.S_IFMT(mode), 'something else')}, not a file"
        if self.holds(path):
            return ""
        how = "is" if os.path.islink(path) else "lies behind"  # noqa: PTH114
        return f"{how} a symbolic link that leads outside the site; put the file itself here"

    def holds(self, path: str | Path) -> bool:
        """Whether a file or folder really lies in the site, where what is published lies."""
        real = os.path.realpath(path)
        inside = _below(self._root, real)
        if inside is not None and inside.partition("/")[0] not in _PRIVATE:
            return not _is_hidden(inside)
        return any((part := _below(folder, real)) is not None and not _is_hidden(part) for folder in self._written)


def _below(folder: str, real: str) -> str | None:
    """A path as it goes on below a folder; None when it lies elsewhere."""
    start = folder.rstrip("/") + "/"
    return real[len(start) :] if real.startswith(start) else None


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
