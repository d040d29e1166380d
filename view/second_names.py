"""A second name for a file that is never changed in place: a hard link, or a copy where the file system has none."""

from __future__ import annotations

import errno
import os
import shutil

#: What stands in the way of a link and of a copy alike, so that whoever asked must hear of it.
_NO_REASON_TO_COPY = (FileExistsError, FileNotFoundError, NotADirectoryError, IsADirectoryError)


def link_or_copy(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Give `source` the name `target` too, which nothing has yet (else FileExistsError).

    exFAT, some shares and some container volumes refuse links; there the bytes are copied, with their times, and the
    name is given when all of them are there.
    """
    try:
        os.link(source, target)
    except _NO_REASON_TO_COPY:
        raise
    except OSError:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(target)) from None
        folder, name = os.path.split(os.fspath(target))
        beside = os.path.join(folder, f".{name}.new")  # noqa: PTH118
        shutil.copy2(source, beside)
        os.replace(beside, target)  # noqa: PTH105
