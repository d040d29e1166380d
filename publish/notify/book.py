"""What each subscriber has been told, in ROOT/state/notify/: without it nothing old is told, and that is said."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from view.untrusted.plain_json import parse_json


@dataclass
class Told:
    """One subscriber's state: bulletins and changes that are known, when it was last told something, what is under way.

    Bulletins are known by their feed entries, which stay when one is renamed. `under_way` are the keys of a message
    that was handed over, or was about to be, when the program ended.
    """

    known: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    last: str = ""
    under_way: list[str] = field(default_factory=list)

    @property
    def last_time(self) -> datetime | None:
        """When it was last told something, or began."""
        return datetime.fromisoformat(self.last) if self.last else None


class Book:
    """The states of all subscribers of a site, a file for each; every change is on the disk before it is built on."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "state" / "notify"

    def read(self, name: str) -> Told | None:
        """A subscriber's state; None where there is none. ValueError when the file is damaged: nobody guesses."""
        try:
            text = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        data: Any = parse_json(text)
        try:
            return Told(set(data["known"]), set(data["changes"]), str(data["last"]), list(data["under_way"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"{self._path(name)} is damaged; restore it from a backup, or delete it") from error

    def write(self, name: str, told: Told) -> None:
        """Put a state in place of the one before, durably."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(name)
        beside = path.with_suffix(f".{os.getpid()}.new")
        data = {"name": name} | {key: _sorted(value) for key, value in asdict(told).items()}
        with beside.open("w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=0)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, set) else value


def message_id(name: str, keys: Sequence[str], domain: str) -> str:
    """The same for the same news to the same subscriber, however often it is handed over."""
    digest = hashlib.sha256("\0".join([name, *sorted(keys)]).encode()).hexdigest()[:32]
    return f"<{digest}@{domain}>"
