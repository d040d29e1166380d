"""A folder of this machine as a target: each file is written beside the tree and renamed into place."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from builder.base.atomic import remove_tree
from builder.base.readable import readable
from builder.base.trees import walk
from builder.releasing.rendering import clear_the_way
from publish.release.history import DeployError, Journal
from publish.release.plan import Group
from publish.targets.target import UploadSource

#: Where files are written before they are renamed; servers show nothing that begins with a dot.
_UPLOADS = ".upload"
#: Files are dated by their content, within twenty years from here: servers make their ETag of date and size.
_DATES_FROM = 946_684_800
_DATES = 20 * 365 * 86_400


def date_of(digest: str) -> int:
    """The time, in seconds, that a file with this SHA-256 is given: the same content, the same validator, anywhere."""
    return _DATES_FROM + int(digest[:12], 16) % _DATES


class FolderTarget:
    """A document root."""

    def __init__(self, folder: Path, connections: int) -> None:
        self.folder = folder.absolute()
        self.name = str(self.folder)
        self._connections = connections

    def keep_out_of(self, *folders: Path) -> None:
        """DeployError when this is one of the site's own folders, lies in one, or holds one."""
        place = self.folder.resolve()
        for folder in folders:
            own = folder.resolve()
            if place.is_relative_to(own) or own.is_relative_to(place):
                raise DeployError(
                    f"{self.folder} cannot be a target: the site's own {own} is, or lies, in the same place"
                )

    def survey(self) -> dict[str, str]:
        """Every file with its size and time."""
        if self.folder.exists() and not self.folder.is_dir():
            raise DeployError(f"{self.folder} is a file; TARGET must be a folder")
        uploads = f"{_UPLOADS}/"
        return {
            path: f"{size}:{time}" for path, (size, time, _) in walk(self.folder) if not path.startswith(uploads)
        }  # fmt: skip

    def read(self, path: str) -> bytes | None:
        """The bytes of a file."""
        try:
            return (self.folder / path).read_bytes()
        except OSError:
            return None

    @readable()
    def apply(
        self, groups: Iterable[Group], wanted: Mapping[str, str], source: UploadSource, journal: Journal,
        done: Callable[[int], None],
    ) -> None:  # fmt: skip
        """Put and remove files, several at once."""

        def one(group: Group) -> int:
            for path in group.drop:
                self._remove(path)
                journal.removed(path)
            for path in group.put:
                journal.put(path, wanted[path], self._put(path, source(wanted[path]), wanted[path]))
            return len(group.drop) + len(group.put)

        try:
            (self.folder / _UPLOADS).mkdir(parents=True, exist_ok=True)
            with ThreadPoolExecutor(self._connections) as pool:
                for count in pool.map(one, groups):
                    done(count)
        except OSError as error:
            raise DeployError(f"{error.filename or self.folder}: {error.strerror}; run the deploy again") from None

    def finish(self) -> None:
        """Remove the folder of uploads."""
        remove_tree(self.folder / _UPLOADS)

    def _put(self, path: str, source: Path, digest: str) -> str:
        beside = self.folder / _UPLOADS / f"{digest}-{threading.get_ident()}"
        shutil.copyfile(source, beside)
        os.utime(beside, (date_of(digest), date_of(digest)))
        place = self.folder / path
        try:
            beside.replace(place)
        except OSError:  # its folder is not there yet, or a folder is in its place
            if place.is_dir():
                remove_tree(place)
            clear_the_way(self.folder, place)
            beside.replace(place)
        stat = place.stat()
        return f"{stat.st_size}:{stat.st_mtime_ns}"

    def _remove(self, path: str) -> None:
        place = self.folder / path
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            place.unlink()
        with suppress(OSError):  # not empty, or gone
            for folder in place.relative_to(self.folder).parents[:-1]:
                (self.folder / folder).rmdir()
