"""Finding the content files: which there are, and what tells that one has changed. Nothing is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from view.own_files import OwnFiles
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
    own = OwnFiles(root)
    for kind in KINDS:
        folder = root / "content" / kind
        if not own.holds(folder):
            message = "a symbolic link that leads outside the site; put the folder itself here"
            problems.append(Problem(f"content/{kind}", 1, 1, "name", message))
            continue
        with suppress(FileNotFoundError), _opened(str(folder)) as descriptor:
            _scan_folder(f"content/{kind}/", descriptor, found, problems, own, root)
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


def _scan_folder(
    name: str, descriptor: int, found: list[tuple[str, ContentStat]], problems: list[Problem], own: OwnFiles, root: Path
) -> None:
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
                _scan_folder(f"{file}/", below, found, problems, own, root)
            continue
        elif not is_text and not entry.is_dir():
            continue
        elif problem := _misplaced(file, entry, own, root):
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


def _misplaced(file: str, entry: os.DirEntry[str], own: OwnFiles, root: Path) -> Problem | None:
    """What is wrong with what is no plain file; a link to a file of the site is as good as the file."""
    shown = file.encode("utf-8", "backslashreplace").decode()
    if entry.is_dir():
        message = "a symbolic link to a folder is not followed; put the folder itself here"
    elif entry.is_symlink() and not entry.is_file():
        message = "a symbolic link that leads to no file"
    elif fault := own.fault_of(root / file):
        message = f'"{entry.name}" {fault}'
    else:
        return None
    return Problem(shown, 1, 1, "name", message)
