"""Another machine as a target, by rsync over SSH or to its daemon: one transfer for each phase of the upload."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from publish.release.history import DeployError, Journal
from publish.release.plan import Group
from publish.targets.folder import date_of
from publish.targets.target import UploadSource

#: Seconds without any data after which a connection counts as lost.
_PATIENCE = 60
#: Files appear together at the end of a transfer; what stood half-written there before is never seen.
_PUT = (
    "--recursive",
    "--times",
    "--omit-dir-times",
    "--perms",
    "--chmod=D755,F644",
    "--delay-updates",
    "--ignore-times",
)


class RsyncTarget:
    """A document root behind `host:path` or `rsync://host/module/path`."""

    def __init__(self, address: str) -> None:
        self.name = address.rstrip("/")
        self._place = f"{self.name}/"

    def survey(self) -> dict[str, str]:
        """Every file with its size and time, as rsync lists them."""
        listed = self._run(
            ["--recursive", "--list-only", "--no-human-readable", "--8-bit-output", self._place], none_is_fine=True
        )
        found = {}
        for line in listed.decode("utf-8", "surrogateescape").splitlines():
            mode, size, day, hour, path = line.split(maxsplit=4)
            if mode.startswith("-"):
                found[path] = f"{size}:{day} {hour}"
        return found

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, fetched."""
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "file"
            self._run([f"{self._place}{path}", str(place)], none_is_fine=True)
            return place.read_bytes() if place.is_file() else None

    def apply(
        self, groups: Iterable[Group], wanted: Mapping[str, str], source: UploadSource, journal: Journal,
        done: Callable[[int], None],
    ) -> None:  # fmt: skip
        """Remove stale twins, then transfer the files of the phase together."""
        phase = list(groups)
        dropped = [path for group in phase for path in group.drop]
        put = [path for group in phase for path in group.put]
        with tempfile.TemporaryDirectory() as folder:
            staging = Path(folder)
            if dropped:
                self._remove(dropped)
            for path in dropped:
                journal.removed(path)
            if put:
                for path in put:
                    _stage(staging / path, source(wanted[path]), date_of(wanted[path]))
                staging.chmod(0o755)
                self._run([*_PUT, f"{staging}/", self._place])
            for path in put:
                journal.put(path, wanted[path], _token(staging / path))
        done(len(dropped) + len(put))

    def finish(self) -> None:
        """Rsync leaves nothing behind."""

    def _remove(self, paths: Iterable[str]) -> None:
        """Remove files, then the folders that this empties, from the inside out."""
        self._run_missing(paths)
        folders = {str(parent) for path in paths for parent in list(Path(path).parents)[:-1]}
        for depth in sorted({folder.count("/") for folder in folders}, reverse=True):
            self._run_missing((folder for folder in folders if folder.count("/") == depth), none_is_fine=True)

    def _run_missing(self, paths: Iterable[str], *, none_is_fine: bool = False) -> None:
        """Have what is asked for and not there on our side deleted on the other; full folders stay."""
        names = list(paths)
        with tempfile.TemporaryDirectory() as staging:
            for path in names:
                (Path(staging) / path).parent.mkdir(parents=True, exist_ok=True)
            asked = ["--dirs", "--from0", "--files-from=-", "--delete-missing-args", f"{staging}/", self._place]
            self._run(asked, "\0".join(names).encode(), none_is_fine=none_is_fine)

    def _run(self, arguments: Sequence[str], given: bytes = b"", *, none_is_fine: bool = False) -> bytes:
        program = shutil.which("rsync")
        if program is None:
            raise DeployError("rsync is not installed here")
        command = [program, f"--timeout={_PATIENCE}", *arguments]
        ended = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603
        if ended.returncode and not (none_is_fine and ended.returncode in (3, 23)):
            said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
            raise DeployError(f"{self.name}: {said[0] if said else 'rsync failed'}; run the deploy again")
        return ended.stdout


def _stage(place: Path, source: Path, date: int) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)
    os.utime(place, (date, date))


def _token(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_size}:{time.strftime('%Y/%m/%d %H:%M:%S', time.localtime(stat.st_mtime))}"
