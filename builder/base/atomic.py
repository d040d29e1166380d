"""Replacing files and folders so that a reader sees the old one or the new one, never half of either."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
#: What renameat2 answers where the kernel or the file system has no exchange; EBUSY where a volume is mounted.
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM, errno.EXDEV, errno.EBUSY}


def write_file(path: Path, data: bytes, *, durable: bool) -> None:
    """Write a file; if `durable`, the disk has it when this returns."""
    with path.open("wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write a file beside its place and rename it there.

    OSError leaves the old file, and nothing beside it. Not `durable`: without waiting for the disk. A machine that
    fails then may leave less than the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        write_file(beside, data, durable=durable)
        beside.replace(path)
    except OSError:
        with suppress(OSError):  # a disk that is full is not to hold half of a file beside the whole one
            beside.unlink()
        raise


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step (Linux renameat2). False where the system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


def remove_tree(path: Path) -> None:
    """Delete a folder and all in it, if it is there."""
    shutil.rmtree(path, ignore_errors=True)
