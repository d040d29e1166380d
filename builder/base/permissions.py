"""Who could write what a build and a deploy act on: whoever else can acts as the publisher, or as the site itself.

docs/operations.md says who owns what. Editors own `content/`, which holds nothing that acts.
"""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from view.problems import Problem

_AS_PUBLISHER = "whoever can write it can run commands as the publisher"
_IN_BROWSERS = "whoever can write it decides what runs in readers' browsers"
#: What lies in a site's folder beside the content, and what follows from being able to write it.
_PLACES = {
    ".": "whoever can write it can put settings, templates and assets of their own there",
    "site.toml": _AS_PUBLISHER,
    "var": _AS_PUBLISHER,
    "state": _AS_PUBLISHER,
    "templates": _IN_BROWSERS,
    "assets": _IN_BROWSERS,
}
#: How many folders deep a place is looked into: what a build believes of its own lies no deeper.
_DEPTH = 2


def exposed(root: Path) -> list[Problem]:
    """A warning for every place of a site that others than its owner, its publisher and root can write to."""
    trusted = {0, os.geteuid(), *_owners(root, root / "var", root / "state")}
    found = []
    for name, what in _PLACES.items():
        for path in _inside(root / name, _DEPTH if name != "." else 0):
            if who := others(path.stat(), trusted):
                shown = path.relative_to(root).as_posix().encode("utf-8", "backslashreplace").decode()
                message = f"can be written to by {who}; {what}"
                found.append(Problem(shown, 1, 1, "permissions", message, warning=True))
    return found


def others(seen: os.stat_result, trusted: set[int]) -> str:
    """Who else can write to a file or folder; empty when nobody can.

    A group that is its owner's own, as most systems make one for each user, is nobody else.
    """
    if seen.st_mode & stat.S_IWOTH:
        return "everybody"
    if seen.st_mode & stat.S_IWGRP and not _is_own_group(seen):
        return f"the group {_group(seen.st_gid)}"
    return "" if seen.st_uid in trusted else f"the user {_user(seen.st_uid)}"


def _inside(place: Path, depth: int) -> Iterator[Path]:
    """A place and what is in it, links put aside: what they lead to is told elsewhere."""
    if not place.exists():
        return
    yield place
    if depth and place.is_dir():
        with suppress(OSError):
            for entry in sorted(os.scandir(place), key=lambda one: one.name):
                if not entry.is_symlink():
                    yield from _inside(Path(entry.path), depth - 1)


def _owners(*places: Path) -> Iterator[int]:
    for place in places:
        with suppress(OSError):
            yield place.stat().st_uid


def _is_own_group(seen: os.stat_result) -> bool:
    try:
        group = grp.getgrgid(seen.st_gid)
    except KeyError:
        return False
    return group.gr_name == _user(seen.st_uid) and set(group.gr_mem) <= {group.gr_name}


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
