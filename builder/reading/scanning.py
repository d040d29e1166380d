"""Finding the content files: which there are, and what tells that one has changed. Nothing is read."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from builder.base.limits import LONGEST_NAME
from view.problems import Problem
from view.untrusted.own_files import OwnFiles

KINDS = ("risk", "guide")
_refused = re.compile(r'[\\:*?"<>|]').search
#: Names of what looks like a content file and is none.
_misnamed = re.compile(r".*\.(?:(?i:md\.\w+|markdown|mdown|mkd|mdx)|M[Dd]|mD)").fullmatch
#: Names that are the same whatever a file system thinks of capitals and accents.
_is_small = re.compile(r"[a-z0-9./_-]*").fullmatch

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
    """What was found: the files in order of path, what is wrong with names, and what may be meant as content."""

    files: list[ContentFile]
    problems: list[Problem]
    warnings: list[Problem]


def scan(root: Path) -> Scanned:
    """Every `.md` below content/risk and content/guide, in order of path; names that cannot be URLs are problems."""
    found, *told = _found(root)
    return Scanned(list(map(ContentFile._make, found)), *told)


def _found(root: Path) -> tuple[list[tuple[str, ContentStat]], list[Problem], list[Problem]]:
    found: list[tuple[str, ContentStat]] = []
    problems: list[Problem] = []
    own = OwnFiles(root)
    warnings = _astray(root)
    looking = _Looking(root, own, found, problems, warnings)
    for kind in KINDS:
        folder = root / "content" / kind
        if not own.holds(folder):
            message = "a symbolic link that leads outside the site; put the folder itself here"
            problems.append(_told(f"content/{kind}", message))
            continue
        with suppress(FileNotFoundError), _opened(str(folder)) as descriptor:
            _scan_folder(f"content/{kind}/", descriptor, looking)
    found.sort()
    problems += _alike([file for file, _ in found])
    return found, problems, sorted(warnings)


def _astray(root: Path) -> list[Problem]:
    """What lies in content/ as if it were content, but in no folder that is."""
    warnings = []
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(root / "content") as listed:
        for entry in listed:
            if entry.name[0] == "." or entry.name in KINDS:
                continue
            if entry.is_file() and (entry.name.endswith(".md") or _misnamed(entry.name)):
                message = "is not published here; move it to content/risk/ or content/guide/"
                warnings.append(_told(f"content/{entry.name}", message, warning=True))
            elif entry.is_dir() and any(
                name.endswith(".md") or _misnamed(name) for _, _, names in os.walk(entry.path) for name in names
            ):
                message = "nothing in this folder is published; only content/risk/ and content/guide/ are"
                warnings.append(_told(f"content/{entry.name}", message, warning=True))
    return warnings


def _alike(files: list[str]) -> list[Problem]:
    """Files whose names differ by capital letters, or by how accents are coded, only: many disks hold one of them."""
    first: dict[str, str] = {}
    problems = []
    for file in files:
        other = first.setdefault(file if _is_small(file) else unicodedata.normalize("NFC", file).casefold(), file)
        if other is not file:
            message = (
                f'differs from "{other}" by capital letters or coding only; many systems hold one of them: rename it'
            )
            problems.append(_told(file, message))
    return problems


def _told(file: str, message: str, *, warning: bool = False) -> Problem:
    return Problem(file.encode("utf-8", "backslashreplace").decode(), 1, 1, "name", message, warning)


@contextmanager
def _opened(folder: str, above: int | None = None) -> Iterator[int]:
    """A folder, by its name in the one `above`: what it holds is found without looking up all folders above again."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=above)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class _Looking(NamedTuple):
    """One look for content files: where, and what came of it."""

    root: Path
    own: OwnFiles
    found: list[tuple[str, ContentStat]]
    problems: list[Problem]
    warnings: list[Problem]


def _scan_folder(
    name: str, descriptor: int, looking: _Looking
) -> None:  # fmt: skip
    """`scan` one folder and those below; `name` is relative to the root."""
    good = is_good_name(name)
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
                _scan_folder(f"{file}/", below, looking)
            continue
        elif not is_text and not entry.is_dir():
            if _misnamed(base):
                message = "is not published: the names of content files end with .md"
                looking.warnings.append(_told(file, message, warning=True))
            continue
        elif problem := _misplaced(file, entry, looking.own, looking.root):
            looking.problems.append(problem)
            continue
        if not (fault := _fault_of_name(base, good)):
            try:
                stat = entry.stat()
            except FileNotFoundError:  # removed a moment ago
                continue
            signature = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
            looking.found.append((file, signature))
        else:
            looking.problems.append(_told(file, fault))


def _fault_of_name(name: str, folder_is_good: bool) -> str:
    """What is wrong with the name of a content file; empty when nothing is."""
    if len(name) > LONGEST_NAME // 4 and len(os.fsencode(name)) > LONGEST_NAME:
        return f"the file name is longer than {LONGEST_NAME} bytes"
    if folder_is_good and is_good_name(name):
        return ""
    return 'the file name holds a character that URLs or file systems refuse (one of \\:*?"<>|)'


def is_good_name(name: str) -> bool:
    """Whether all of a name can stand in URLs and on every file system."""
    return name.isprintable() and not _refused(name)


def _misplaced(file: str, entry: os.DirEntry[str], own: OwnFiles, root: Path) -> Problem | None:
    """What is wrong with what is no plain file; a link to a file of the site is as good as the file."""
    if entry.is_dir():
        message = "a symbolic link to a folder is not followed; put the folder itself here"
    elif entry.is_symlink() and not entry.is_file():
        message = "a symbolic link that leads to no file"
    elif fault := own.fault_of(root / file):
        message = f'"{entry.name}" {fault}'
    else:
        return None
    return _told(file, message)
