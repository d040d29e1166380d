"""Finding the content files: which there are, and what tells that one has changed. Nothing is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from view.problems import Problem

KINDS = ("risk", "guide")
_refused = re.compile(r'[\\:*?"<>|]').search

#: Size, mtime_ns, ctime_ns and inode of a file.
ContentStat = tuple[int, int, int, int]


class ContentFile(NamedTuple):
    """A content file. `file` is relative to the root, with slashes."""

    file: str
    stat: ContentStat

    @property
    def kind(self) -> str:
        """Risk or guide."""
        return self.file.split("/", 2)[1]

    @property
    def id(self) -> str:
        """The bulletin's or guide's id."""
        return self.file.split("/", 2)[2][: -len(".md")]


class Scanned(NamedTuple):
    """What was found: the files in order of path, and what is wrong with names."""

    files: list[ContentFile]
    problems: list[Problem]


def scan(root: Path) -> Scanned:
    """Every `.md` below content/risk and content/guide, in order of path; names that cannot be URLs are problems."""
    found, problems = _found(root)
    return Scanned(list(map(ContentFile._make, found)), problems)


def _found(root: Path) -> tuple[list[tuple[str, ContentStat]], list[Problem]]:
    found: list[tuple[str, ContentStat]] = []
    problems: list[Problem] = []
    for kind in KINDS:
        with suppress(FileNotFoundError), _opened(str(root / "content" / kind)) as descriptor:
            _scan_folder(f"content/{kind}/", descriptor, found, problems)
    found.sort()
    return found, problems


@contextmanager
def _opened(folder: str, above: int | None = None) -> Iterator[int]:
    """A folder, by its name in the one `above`: what it holds is found without looking up all folders above again."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=above)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _scan_folder(name: str, descriptor: int, found: list[tuple[str, ContentStat]], problems: list[Problem]) -> None:
    """`scan` one folder and those below; `name` is relative to the root."""
    good = _is_good(name)
    with os.scandir(descriptor) as listed:
        entries = list(listed)
    for entry in entries:
        base = entry.name
        if base[0] == ".":
            continue
        file = name + base
        is_text = base[-3:] == ".md"
        if is_text and entry.is_file(follow_symlinks=False):
            pass
        elif entry.is_dir(follow_symlinks=False):
            with suppress(FileNotFoundError), _opened(base, descriptor) as below:
                _scan_folder(f"{file}/", below, found, problems)
            continue
        elif not entry.is_symlink() or not (is_text or entry.is_dir()):
            continue
        elif problem := _bad_link(file, entry):
            problems.append(problem)
            continue
        if good and _is_good(base):
            try:
                stat = entry.stat()
            except FileNotFoundError:  # removed a moment ago
                continue
            signature = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
            found.append((file, signature))
        else:
            shown = file.encode("utf-8", "backslashreplace").decode()
            message = 'the file name holds a character that URLs or file systems refuse (one of \\:*?"<>|)'
            problems.append(Problem(shown, 1, 1, "name", message))


def _is_good(name: str) -> bool:
    """Whether all of a name can stand in URLs and on every file system."""
    return name.isprintable() and not _refused(name)


def _bad_link(file: str, entry: os.DirEntry[str]) -> Problem | None:
    """What is wrong with a symbolic link; one that leads to a file is as good as the file."""
    shown = file.encode("utf-8", "backslashreplace").decode()
    if entry.is_dir():
        message = "a symbolic link to a folder is not followed; put the folder itself here"
    elif not entry.is_file():
        message = "a symbolic link that leads to no file"
    else:
        return None
    return Problem(shown, 1, 1, "name", message)
