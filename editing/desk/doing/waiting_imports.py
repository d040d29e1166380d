"""Files that were read and wait to be accepted, line by line: the latest ones, kept below ROOT/state/desk/imports/.

Each is one JSON file, whose name is its key and the checksum of what it holds. So a desk that was ended in the middle
goes on with it, and what was cut off or changed is never accepted.
"""

from __future__ import annotations

import base64
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from builder.base.atomic import write_atomically
from editing.desk.doing.reviews import FOLDER
from editing.desk.texts.shown_text import version_of
from editing.importing.writing.drafting import Draft
from editing.life.bulletins import RISK

#: Imports that wait at once; each may hold the pictures of a large file.
_MOST = 8
_LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WaitingImport:
    """A file that was read. `said` is what its report tells the page, `at` the moment when it was read."""

    who: str
    at: datetime
    said: dict[str, Any]
    drafts: list[Draft]


class WaitingImports:
    """The imports of one site; another desk of the same site, and this one when it is started again, has them too."""

    def __init__(self, root: Path) -> None:
        self._root, self._folder = root, root / FOLDER / "imports"

    def keep(self, one: WaitingImport) -> str:
        """Write it down; gives the key by which it is accepted. OSError where the disk takes no more."""
        data = _data(self._root, one)
        key = version_of(data)
        write_atomically(self._folder / f"{key}.json", data)
        self._forget_old(one.at)
        return key

    def get(self, key: str, who: str, at: datetime) -> WaitingImport | None:
        """What this person has read; None where it is gone, damaged, or too old."""
        if not key.isalnum():
            return None
        try:
            data = (self._folder / f"{key}.json").read_bytes()
            found = _read(self._root, data) if version_of(data) == key else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return found if found and found.who == who and at - found.at < _LONGEST else None

    def of(self, who: str, at: datetime) -> dict[str, WaitingImport]:
        """All that wait for this person, the latest first."""
        found = {key: one for key in self._keys() if (one := self.get(key, who, at))}
        return dict(sorted(found.items(), key=lambda item: item[1].at, reverse=True))

    def forget(self, key: str) -> None:
        """It was accepted, or is not wanted."""
        if key.isalnum():
            with suppress(OSError):
                (self._folder / f"{key}.json").unlink()

    def _keys(self) -> list[str]:
        """The keys of what is there, the latest first."""
        try:
            files = [(one.stat().st_mtime_ns, one.stem) for one in self._folder.glob("[!.]*.json")]
        except OSError:
            return []
        return [key for _, key in sorted(files, reverse=True)]

    def _forget_old(self, at: datetime) -> None:
        """Keep the latest ones, and nothing that nobody asked for in a week, halves of files included."""
        for key in self._keys()[_MOST:]:
            self.forget(key)
        for one in self._folder.iterdir():
            with suppress(OSError):
                if at.timestamp() - one.stat().st_mtime > _LONGEST.total_seconds():
                    one.unlink()


def _data(root: Path, one: WaitingImport) -> bytes:
    drafts = [
        {
            "mark": draft.mark, "path": _named(root, draft.path), "text": draft.text,
            "pictures": {_named(root, path): base64.b64encode(data).decode() for path, data in draft.pictures.items()},
        }
        for draft in one.drafts
    ]  # fmt: skip
    # Two imports of one file have a key each, and nobody can guess one.
    members = {
        "key": secrets.token_hex(16), "who": one.who, "at": one.at.isoformat(), "said": one.said, "drafts": drafts
    }  # fmt: skip
    return json.dumps(members, ensure_ascii=False).encode()


def _read(root: Path, data: bytes) -> WaitingImport:
    """ValueError, KeyError, TypeError or AttributeError where it is not what was written."""
    members = json.loads(data)
    drafts = [
        Draft(
            one["mark"], _placed(root, one["path"]), one["text"],
            {_placed(root, name): base64.b64decode(text) for name, text in one["pictures"].items()}, {},
        )
        for one in members["drafts"]
    ]  # fmt: skip
    return WaitingImport(members["who"], datetime.fromisoformat(members["at"]), members["said"], drafts)


def _named(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _placed(root: Path, name: str) -> Path:
    """A file below content/risk/. ValueError where a name leads elsewhere."""
    if not name.startswith(RISK) or {"", ".", ".."} & set(name.split("/")):
        raise ValueError(name)
    return root / name
