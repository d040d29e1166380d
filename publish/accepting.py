"""Which announcements a follower takes: whole, signed, of its own format, bounded, and none after a later one.

What was accepted last is kept in ROOT/state/followed.json: it cannot be made again, and without it a follower would
take an old release for a new one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from builder.base.atomic import write_atomically
from publish.release.announcing import FORMAT, INDEX, MOST
from publish.release.artefact import MAX_BYTES, DamagedError
from publish.release.signing import opened
from view.untrusted.plain_json import parse_json

#: Bytes of the small files that are read whole before anything is known of them.
MAX_ANNOUNCED = 64 * 1024
#: Generations whose places are kept; an endpoint has two at a time.
_KEPT = 16
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")
_FILE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,120}\.tar\.zst")
_DIGEST = re.compile(r"[0-9a-f]{64}")
FILE = Path("state", "followed.json")


@dataclass(frozen=True, slots=True)
class Announcement:
    """An index that is announced: `size` bytes packed, `unpacked` as they are in the archive."""

    generation: str
    file: str
    sha256: str
    size: int
    unpacked: int
    sequence: int
    time: str


def generation_in(said: object) -> str:
    """The generation that a pointer or an announcement names; ValueError when it names none."""
    data = parse_json(said) if isinstance(said, bytes) else said
    name = data.get("generation") if isinstance(data, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(f"no generation is named, but {_shown(name)}")
    return name


def announcement(data: bytes, verify_key: str) -> Announcement:
    """What is announced. DeployError when the key has not signed it, DamagedError or ValueError when it is damaged."""
    said = opened(INDEX, data, verify_key)
    if said.get("format") != FORMAT:
        raise DamagedError(
            f"{INDEX} is of format {_shown(said.get('format'))}, and this program reads {FORMAT}: deploy with the "
            "program of the same version"
        )
    return Announcement(
        generation_in(said),
        _text(said, "file", _FILE),
        _text(said, "sha256", _DIGEST),
        _number(said, "size", MAX_BYTES),
        _number(said, "unpacked", MAX_BYTES),
        _number(said, "sequence", MOST),
        _text(said, "time", re.compile(r"[0-9T:+-]{19,32}")),
    )


def _text(said: Mapping[str, object], name: str, form: re.Pattern[str]) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise DamagedError(f"{INDEX} names as {name} {_shown(value)}")
    return value


def _number(said: Mapping[str, object], name: str, most: int) -> int:
    value = said.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= most:
        raise DamagedError(f"{INDEX} gives as {name} {_shown(value)}, no number from 1 to {most}")
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


@dataclass(slots=True)
class Accepted:
    """What a folder has accepted under one key. Without a key there is no order to keep: anyone may say anything."""

    root: Path
    verify_key: str
    sequence: int = 0
    time: str = ""
    generations: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):  # then nothing was accepted yet
            said = parse_json((self.root / FILE).read_bytes())
            if said["key"] == self.verify_key:
                generations = {str(name): int(place) for name, place in said["generations"].items()}
                self.sequence, self.time, self.generations = int(said["sequence"]), str(said["time"]), generations

    def check(self, one: Announcement) -> None:
        """DamagedError when a later release was accepted already, or another one in the same place."""
        if not self.verify_key:
            return
        known = self.generations.get(one.generation, 0)
        if one.sequence < self.sequence or (one.sequence == self.sequence and known != one.sequence):
            raise DamagedError(
                f"{INDEX} announces release {one.sequence} of {one.time}, but {self.sequence} of {self.time} was "
                f"accepted before; if the site's publisher began anew, remove {self.root / FILE}"
            )

    def has(self, one: Announcement) -> bool:
        """Whether its generation was accepted; what else lies below ROOT/var/index may come from anywhere."""
        return not self.verify_key or one.generation in self.generations

    def take(self, one: Announcement) -> None:
        """Remember for good that it was accepted."""
        if not self.verify_key or self.generations.get(one.generation) == one.sequence:
            return
        self.sequence, self.time = one.sequence, one.time
        self.generations[one.generation] = one.sequence
        last = sorted(self.generations, key=self.generations.__getitem__)[-_KEPT:]
        self.generations = {name: self.generations[name] for name in last}
        said = {
            "key": self.verify_key, "sequence": self.sequence, "time": self.time, "generations": self.generations,
        }  # fmt: skip
        write_atomically(self.root / FILE, (json.dumps(said, indent=1) + "\n").encode())

    def may_follow(self, live: str, current: str) -> bool:
        """Whether the endpoint may go from one generation to another: both signed, and the other not older.

        The pages' own pointer is not signed; what it names is.
        """
        if not self.verify_key or live == current:
            return True
        return live in self.generations and self.generations[live] >= self.generations.get(current, 0)
