"""What was deployed to one target, below ROOT/state/deploy/: releases to return to, and what is there right now.

It cannot be made again, and it holds what is not published any more: it lies outside every document root, readable
for those who deploy alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from builder.base.atomic import write_atomically
from publish.release.digests import sha256_of
from view.problems import PlainError
from view.second_names import link_or_copy


class DeployError(PlainError):
    """A deploy that cannot be done; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Release:
    """One published state: path → SHA-256 of every file. `previous` is the number of the one before, 0 for none.

    `texts` gives for the page of each bulletin and guide a digest of what it says.
    """

    number: int
    generation: str
    previous: int
    files: dict[str, str]
    texts: dict[str, str]


@dataclass(slots=True)
class State:
    """What we believe of the target.

    `there` gives (SHA-256, token) of every file that we put there: the token is what the target itself says of the
    file, so that a file that somebody else touched is known. `retired` are assets that no page uses any more, with the
    turn that dropped them, where a turn is one deploy or rollback; `unpurged` are paths whose purge has not been
    confirmed. `unfinished` is the number of a release that was begun, 0 when `current` is whole;
    `last` the highest number ever given.
    """

    current: int = 0
    unfinished: int = 0
    turn: int = 0
    last: int = 0
    there: dict[str, tuple[str, str]] = field(default_factory=dict)
    retired: dict[str, int] = field(default_factory=dict)
    unpurged: set[str] = field(default_factory=set)


class History:
    """The folder of one target."""

    def __init__(self, root: Path, target: str) -> None:
        readable = re.sub(r"[^0-9A-Za-z]+", "-", target).strip("-")[-40:]
        name = f"{readable}-{hashlib.sha256(target.encode()).hexdigest()[:10]}"
        self.folder = root / "state" / "deploy" / name
        self.purge_file = self.folder / "purge.json"
        self._journal = self.folder / "journal.jsonl"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One deploy to a target at a time; the lock ends with the process, however it ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.parent.chmod(0o700)
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise DeployError("another deploy to this target is running; wait for it to end") from None
            yield

    def state(self) -> State:
        """The state at the end of the last deploy, and what an interrupted one did since."""
        state = State()
        with _reading(self.folder / "state.json") as data:
            if data:
                there = {path: (digest, token) for path, (digest, token) in data["there"].items()}
                numbers = (data["current"], data["unfinished"], data["turn"], data["last"])
                state = State(*numbers, there, data["retired"], set(data["unpurged"]))
        for path, digest, token in self._journalled():
            state.unpurged.add(path)
            if digest:
                state.there[path] = (digest, token)
            else:
                state.there.pop(path, None)
        return state

    def save(self, state: State) -> None:
        """Put the state in place of the last one; the journal begins anew."""
        data = {
            "current": state.current, "unfinished": state.unfinished, "turn": state.turn, "last": state.last,
            "there": state.there, "retired": state.retired, "unpurged": sorted(state.unpurged),
        }  # fmt: skip
        write_atomically(self.folder / "state.json", json.dumps(data, ensure_ascii=False).encode())
        self._journal.unlink(missing_ok=True)

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        """Where a deploy notes each file as soon as it is there or gone."""
        with self._journal.open("a", encoding="utf-8") as file:
            yield Journal(file)

    def _journalled(self) -> Iterator[tuple[str, str, str]]:
        with suppress(FileNotFoundError):
            for line in self._journal.read_text(encoding="utf-8").splitlines():
                try:
                    path, digest, token = json.loads(line)
                except ValueError:
                    return  # the line that was being written when the process was killed
                yield path, digest, token

    def numbers(self) -> list[int]:
        """The releases that are kept, oldest first."""
        return sorted(int(path.stem) for path in (self.folder / "releases").glob("*.json"))

    def release(self, number: int) -> Release | None:
        """A kept release."""
        with _reading(self.folder / "releases" / f"{number}.json") as data:
            if data:
                return Release(number, data["generation"], data["previous"], data["files"], data["texts"])
        return None

    def add(self, release: Release) -> None:
        """Keep a release; its files must be in the objects already."""
        data = {
            "generation": release.generation, "previous": release.previous, "files": release.files,
            "texts": release.texts,
        }  # fmt: skip
        write_atomically(
            self.folder / "releases" / f"{release.number}.json", json.dumps(data, ensure_ascii=False).encode()
        )

    def object(self, digest: str) -> Path:
        """Where the bytes of a digest lie."""
        return self.folder / "objects" / digest[:2] / digest

    def is_sound(self, digest: str) -> bool:
        """Whether the bytes of a digest are there, and are its."""
        place = self.object(digest)
        return place.is_file() and sha256_of(place) == digest

    def sound(self, digest: str) -> Path:
        """Where the bytes of a digest lie. DeployError when they are not its own: then they are dropped."""
        place = self.object(digest)
        if self.is_sound(digest):
            return place
        place.unlink(missing_ok=True)
        raise DeployError(
            f"{place} was damaged and is removed; `deploy` again publishes what is built, a release that needs it "
            "cannot be returned to"
        )

    def keep(self, files: Mapping[str, tuple[str, Path]]) -> None:
        """Keep the bytes of files, given (digest, where they are now); by a second name."""
        for digest, source in files.values():
            place = self.object(digest)
            if place.exists():
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(source, place)

    def keep_bytes(self, data: bytes) -> str:
        """Keep some bytes and return their digest."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.object(digest).exists():
            write_atomically(self.object(digest), data)
        return digest

    def forget(self, kept: Iterable[int]) -> None:
        """Forget all releases but some, and bytes that none of those holds."""
        numbers = set(kept)
        for number in set(self.numbers()) - numbers:
            (self.folder / "releases" / f"{number}.json").unlink()
        needed = {digest for number in numbers if (one := self.release(number)) for digest in one.files.values()}
        for path in (self.folder / "objects").glob("*/*"):
            if path.name not in needed:
                path.unlink()


@contextmanager
def _reading(path: Path) -> Iterator[dict[str, Any]]:
    """What a JSON file of the history holds, nothing when there is none. DeployError when it cannot be read."""
    try:
        yield json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeployError(
            f"{path} is damaged ({error}); take it from a backup, or remove {path.parent}: then the target's own "
            "manifest tells what lies there, and there is no release to return to"
        ) from None


class Journal:
    """Lines of what was done; safe to use from many threads. A killed process leaves at most half a line."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._lock = threading.Lock()

    def put(self, path: str, digest: str, token: str) -> None:
        """A file is there with these bytes."""
        self._write([path, digest, token])

    def removed(self, path: str) -> None:
        """A file is gone."""
        self._write([path, "", ""])

    def _write(self, line: list[str]) -> None:
        with self._lock:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()
