"""`build.py follow`: keeps an endpoint's folder at the index that a published site names, wherever that site is."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.base.atomic import remove_tree, write_atomically
from publish.release.artefact import DamagedError, unpack
from publish.release.digests import sha256_of
from publish.release.gathering import INDEX
from publish.release.history import DeployError
from publish.release.plan import MACHINES, POINTER
from publish.release.signing import opened
from publish.sources import MissingError, ReleaseSource, fetch, read

#: Generations that are kept, the live one included: for going back, and for endpoints that still answer from one.
KEPT = 3
#: Seconds before something that was refused is looked at again; doubled each time up to the last.
_RETRY, _RETRY_AT_MOST = 1.0, 60.0
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")


class Follower:
    """Brings generations from a source into ROOT/var/index and points ROOT/site/generation.json at the live one.

    An index is taken as soon as it is announced, which is before the pages change; the pointer moves when the pages'
    own pointer has moved. What is damaged or not signed is refused, and the endpoint goes on with what it has.
    """

    def __init__(self, source: ReleaseSource, root: Path, verify_key: str, say: Callable[[str], None]) -> None:
        self._source, self._root, self._verify_key, self._say = source, root, verify_key, say
        self._indexes = root / "var" / "index"
        self._refused, self._retry_at, self._wait = b"", 0.0, _RETRY
        self._unreachable = False

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One follower for a folder."""
        if (self._root / "content").exists():
            raise DeployError(
                f"{self._root} is where a site is written; give the endpoint a folder of its own by --root"
            )
        (self._root / "var").mkdir(exist_ok=True)
        with (self._root / "var" / "follow.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise DeployError(f"another process follows into {self._root}") from None
            yield

    def step(self) -> bool:
        """Look once. Whether all is as the source says; what keeps it from being so is said once."""
        try:
            announced = read(self._source, INDEX)
            live = _generation(read(self._source, POINTER))
        except (MissingError, ValueError) as error:
            if not self._unreachable:
                self._say(f"cannot read what is published: {error}; the endpoint goes on with what it has")
            self._unreachable = True
            return False
        self._unreachable = False
        taken = self._take_if_new(announced)
        return self._point(live) and taken

    def _take_if_new(self, announced: bytes) -> bool:
        if announced == self._refused and time.monotonic() < self._retry_at:
            return False
        try:
            name = _generation(announced)
            if not (self._indexes / name).is_dir():
                self._take(announced)
        except (DeployError, DamagedError, OSError, ValueError, KeyError) as error:
            self._wait = min(self._wait * 2, _RETRY_AT_MOST) if announced == self._refused else _RETRY
            self._refused, self._retry_at = announced, time.monotonic() + self._wait
            self._say(f"refused: {error}; the endpoint goes on with what it has")
            return False
        self._refused = b""
        return True

    def _take(self, announced: bytes) -> None:
        """Fetch, check and unpack the index that is announced."""
        said = opened(INDEX, announced, self._verify_key)
        name, file = _generation(said), str(said["file"])
        if not _NAME.fullmatch(file.removesuffix(".tar.zst")):
            raise DamagedError(f"{INDEX} names the file {file!r}")
        beside = self._root / "var" / "incoming"
        beside.parent.mkdir(parents=True, exist_ok=True)
        self._room_for(int(str(said["size"])))
        try:
            fetch(self._source, f"{MACHINES}{file}", beside)
            if sha256_of(beside) != said["sha256"]:
                raise DamagedError(f"{file} is not what {INDEX} says")
            unpack(beside, self._indexes / name)
        finally:
            beside.unlink(missing_ok=True)
        self._say(f"index {name} is here ({int(str(said['size'])) / 1e6:.1f} MB packed)")

    def _room_for(self, size: int) -> None:
        free = shutil.disk_usage(self._root).free
        if size > free:
            raise DamagedError(f"the index needs {size} bytes, and {free} are free")

    def _point(self, live: str) -> bool:
        """Move the pointer to a generation that is here whole."""
        pointer = self._root / "site" / POINTER
        if not (self._indexes / live).is_dir():
            return False
        try:
            current = _generation(pointer.read_bytes())
        except (OSError, ValueError):
            current = ""
        if current != live:
            write_atomically(pointer, (json.dumps({"generation": live}) + "\n").encode())
            self._say(f"the endpoint's generation is {live}")
            self._forget(live)
        return True

    def _forget(self, live: str) -> None:
        (self._indexes / live).touch()
        folders = sorted(self._indexes.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        whole = [one for one in folders if not one.name.startswith(".")]
        for folder in [*whole[KEPT:], *(one for one in folders if one not in whole)]:
            remove_tree(folder)


def _generation(said: bytes | dict[str, object]) -> str:
    """The generation that a pointer or an announcement names; ValueError when it names none."""
    data = json.loads(said) if isinstance(said, bytes) else said
    name = data.get("generation") if isinstance(data, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(f"no generation is named, but {name!r}")
    return name


def follow(follower: Follower, every: float, *, once: bool) -> bool:
    """Follow until interrupted, or look once; whether the last look left all as the source says."""
    with follower.lock():
        while True:
            good = follower.step()
            if once:
                return good
            time.sleep(every)
