"""`build.py follow`: keeps an endpoint's folder at the index that a published site names, wherever that site is."""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.base.atomic import remove_tree, write_atomically
from builder.base.readable import readable
from publish.accepting import MAX_ANNOUNCED, Accepted, Announcement, announcement, generation_in
from publish.release.announcing import INDEX
from publish.release.artefact import DamagedError, unpack
from publish.release.digests import sha256_of, stat_of
from publish.release.history import DeployError
from publish.release.plan import MACHINES, POINTER
from publish.sources import MissingError, ReleaseSource, fetch, read
from view.untrusted.intact import damage

#: Seconds before something that was refused is looked at again; doubled each time up to the last.
_RETRY, _RETRY_AT_MOST = 1.0, 60.0


class Follower:
    """Brings generations from a source into ROOT/var/index and points ROOT/site/generation.json at the live one.

    An index is taken as soon as it is announced, which is before the pages change; the pointer moves when the pages'
    own pointer has moved. What is damaged, not signed or older than what was accepted is refused, and the endpoint goes
    on with what it has. Older generations are removed: they hold what is not published any more. An endpoint that has
    one open goes on with it.
    """

    def __init__(self, source: ReleaseSource, root: Path, verify_key: str, say: Callable[[str], None]) -> None:
        self._source, self._root, self._verify_key, self._say = source, root, verify_key, say
        self._indexes = root / "var" / "index"
        self._accepted = Accepted(root, verify_key)
        self._refused, self._retry_at, self._wait = b"", 0.0, _RETRY
        self._unreachable = False
        self._refused_pointer = ""
        self._announced = ""
        self._whole: dict[str, object] = {}  # generation → what the system said of its files when all were right

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One follower for a folder."""
        if (self._root / "content").exists():
            raise DeployError(
                f"{self._root} is where a site is written; give the endpoint a folder of its own by --root"
            )
        with readable():
            (self._root / "var").mkdir(exist_ok=True)
        with (self._root / "var" / "follow.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise DeployError(f"another process follows into {self._root}") from None
            yield

    @readable()
    def step(self) -> bool:
        """Look once. Whether all is as the source says; what keeps it from being so is said once."""
        try:
            announced = read(self._source, INDEX, MAX_ANNOUNCED)
            live = generation_in(read(self._source, POINTER, MAX_ANNOUNCED))
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
            one = announcement(announced, self._verify_key)
            self._accepted.check(one)
            if not (self._accepted.has(one) and self._is_here(one.generation)):
                self._take(one)
            self._accepted.take(one)
            self._announced = one.generation
        except (DeployError, DamagedError, OSError, ValueError) as error:
            self._wait = min(self._wait * 2, _RETRY_AT_MOST) if announced == self._refused else _RETRY
            self._refused, self._retry_at = announced, time.monotonic() + self._wait
            self._say(f"refused: {error}; the endpoint goes on with what it has")
            return False
        self._refused = b""
        return True

    def _is_here(self, name: str) -> bool:
        """Whether a generation is here, every byte of it; one that is damaged is removed."""
        folder = self._indexes / name
        if not folder.is_dir():
            return False
        seen = sorted((str(path), stat_of(path)) for path in folder.rglob("*"))
        if self._whole.get(name) != seen:
            if wrong := damage(folder):
                self._say(f"index {name} is damaged: {wrong}; it is removed")
                remove_tree(folder)
                return False
            self._whole[name] = seen
        return True

    def _take(self, one: Announcement) -> None:
        """Fetch, check and unpack the index that is announced."""
        beside = self._root / "var" / "incoming"
        beside.parent.mkdir(parents=True, exist_ok=True)
        self._room_for(one.size + one.unpacked)
        try:
            fetch(self._source, f"{MACHINES}{one.file}", beside, one.size)
            if sha256_of(beside) != one.sha256:
                raise DamagedError(f"{one.file} is not what {INDEX} says")
            unpack(beside, self._indexes / one.generation, one.unpacked)
        finally:
            beside.unlink(missing_ok=True)
        self._say(f"index {one.generation} is here ({one.size / 1e6:.1f} MB packed)")

    def _room_for(self, size: int) -> None:
        free = shutil.disk_usage(self._root).free
        if size > free:
            raise DamagedError(f"the index needs {size} bytes, and {free} are free")

    def _point(self, live: str) -> bool:
        """Move the pointer to a generation that is here whole."""
        pointer = self._root / "site" / POINTER
        if not self._is_here(live):
            return False
        try:
            current = generation_in(pointer.read_bytes())
        except (OSError, ValueError):
            current = ""
        if not self._accepted.may_follow(live, current):
            return self._refuse_pointer(live, current)
        self._refused_pointer = ""
        if current != live:
            write_atomically(pointer, (json.dumps({"generation": live}) + "\n").encode())
            self._say(f"the endpoint's generation is {live}")
        for folder in self._indexes.iterdir():
            if folder.name not in (live, self._announced):
                remove_tree(folder)
        return True

    def _refuse_pointer(self, live: str, current: str) -> bool:
        if self._refused_pointer != live:
            self._say(f"refused: {POINTER} names {live}, which is not signed as a release after {current}")
        self._refused_pointer = live
        return False


def follow(follower: Follower, every: float, *, once: bool) -> bool:
    """Follow until interrupted, or look once; whether the last look left all as the source says."""
    with follower.lock():
        while True:
            good = follower.step()
            if once:
                return good
            time.sleep(every)
