"""Reading and writing content files: exact bytes, whole or not at all, what the file was allowed to whom kept."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from builder.base.atomic import write_atomically
from editing.front.spans import EditError


def decoded(raw: bytes) -> str:
    """A content file's text, its byte order mark and line ends as they are. EditError where it is not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise EditError("not UTF-8; save the file with the encoding UTF-8") from None


def save(path: Path, data: bytes) -> None:
    """Write a file so that whoever reads it, and a machine that fails, finds the old or the new one.

    What a symbolic link leads to is written, and permissions stay.
    """
    target = path.resolve()
    mode = target.stat().st_mode if target.exists() else None
    write_atomically(target, data)
    if mode is not None:
        target.chmod(mode & 0o7777)


def add_line(file: Path, line: str) -> None:
    """Add a line to a log, durably. One that an earlier disk was too full for takes no other with it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as log:
        if log.tell() and not _ends_a_line(log):
            line = f"\n{line}"
        log.write(f"{line}\n".encode())
        log.flush()
        os.fsync(log.fileno())


def _ends_a_line(log: BinaryIO) -> bool:
    log.seek(-1, os.SEEK_END)
    return log.read(1) == b"\n"


def remove(path: Path) -> None:
    """Delete a file, and the folder that it leaves empty below content/risk."""
    path.unlink(missing_ok=True)
    folder = path.parent
    while folder.name not in ("risk", "guide", "content") and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def copy(source: Path, target: Path) -> None:
    """Copy an attachment, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    shutil.copy2(source, beside)
    beside.replace(target)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """One command at a time edits a site's content; the lock ends with the process, however it ends."""
    folder = root / "state"
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder / ".editing", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
