"""Puts a new tree live in one step: a spare tree is brought up to date beside it and exchanged with `site/`.

Between builds `var/spare/` holds hard links to the live files. A build writes what changed there, to new inodes,
exchanges the two, and then gives the other the same links; so a release costs what changed, and nothing is ever half
there. Which files are right is decided by their size, time and inode each time, never by a promise of the last build:
a tree that was touched, or left by a build that was killed, is put right by the next one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from builder.base.atomic import exchange, remove_tree
from builder.base.trees import Stat, walk
from builder.releasing.rendering import clear_the_way
from view.second_names import link_or_copy

_KEEP = ".gitkeep"


def complete_spare(site: Path, spare: Path, kept: Mapping[str, Stat], made: Iterable[str], *, new: bool) -> None:
    """Make `spare` whole: `made` is written there already, `kept` are the live files that stay as they are.

    One that is `new` has nothing else.
    """
    there = {} if new else dict(walk(spare))
    wanted = set(made)
    stale = there.keys() - kept.keys() - wanted
    for path in stale:
        (spare / path).unlink()
    links = _Links(site, spare)
    for path, stat in kept.items():
        if there.get(path) != stat:
            links.make(path)
    if (site / _KEEP).exists() and not (spare / _KEEP).exists():
        links.make(_KEEP)
    _remove_empty_folders(spare, stale)


def update_spare(site: Path, spare: Path, changed: Iterable[str], removed: Iterable[str]) -> None:
    """After an exchange, do to the old tree what was done to the new one, so that the next build finds it ready."""
    remove_files(spare, removed)
    links = _Links(site, spare)
    for path in changed:
        links.make(path)


def remove_files(top: Path, paths: Iterable[str]) -> None:
    """Remove files, as far as they are there, and the folders that are empty without them."""
    stale = list(paths)
    for path in stale:
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):  # something else has the name now
            (top / path).unlink()
    _remove_empty_folders(top, stale)


class _Links:
    """Gives files of one tree a second name in another, with as few calls of the system as can be."""

    def __init__(self, source: Path, target: Path) -> None:
        self._source, self._target = source, target
        self._folders: set[str] = set()  # known to be there

    def make(self, path: str) -> None:
        """Link one file, in the place of whatever has its name."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            with suppress(OSError):  # it is there, or the folders above it are not: then linking fails
                os.mkdir(f"{self._target}/{folder}")  # noqa: PTH102 - Path costs more than the call
            self._folders.add(folder)
        source, target = f"{self._source}/{path}", f"{self._target}/{path}"
        try:
            try:
                link_or_copy(source, target)
            except FileExistsError:
                os.unlink(target)  # noqa: PTH108 - Path costs more than the call
                link_or_copy(source, target)
        except OSError:
            self._replace(self._source / path, self._target / path)

    def _replace(self, source: Path, target: Path) -> None:
        if target.is_dir() and not target.is_symlink():
            remove_tree(target)
        with suppress(FileNotFoundError, NotADirectoryError):
            target.unlink()
        clear_the_way(self._target, target)
        link_or_copy(source, target)


def _remove_empty_folders(top: Path, removed: Iterable[str]) -> None:
    """Remove the folders that the removal of these files left empty, from the inside out."""
    folders = {parent for path in removed for parent in PurePosixPath(path).parents}
    for folder in sorted(folders, key=lambda one: -len(one.parts)):
        if folder.parts:
            with suppress(OSError):  # not empty
                (top / folder).rmdir()


def switch(site: Path, spare: Path, last: str) -> bool:
    """Exchange the trees; where the system cannot, move file by file with `last` (generation.json) at the end.

    Whether `spare` holds the tree that was live before: after an exchange it does.
    """
    site.mkdir(parents=True, exist_ok=True)
    if exchange(site, spare):
        return True
    new, old = dict(walk(spare)), dict(walk(site))
    changed = sorted((path for path in new if new[path] != old.get(path)), key=lambda path: (path == last, path))
    for path in changed:
        beside = site / f"{path}.new"
        clear_the_way(site, beside)
        shutil.copy2(spare / path, beside)
        if (site / path).is_dir():
            remove_tree(site / path)
        beside.replace(site / path)
    stale = old.keys() - new.keys()
    for path in stale:
        with suppress(NotADirectoryError, IsADirectoryError):  # file and folder changed places
            (site / path).unlink(missing_ok=True)
    _remove_empty_folders(site, stale)
    return False
