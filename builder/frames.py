"""What making the frames of live pages again needs (`builder.framing`), by file, in one SQLite file.

It need not know all of them: when a base template changes, pages are rendered as a whole unless it does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from builder.planning.manifest import as_values

#: Raise when the table or what is packed changes; a file of another version is begun again.
_VERSION = 1
#: So many are put at once.
_BATCH = 500


class Frames:
    """The frames of pages. What is put or removed is kept with `commit` only."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = self._open(path)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._db = self._open(path)
        self._waiting: list[tuple[str, bytes]] = []

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA synchronous = OFF")
        if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            db.execute("CREATE TABLE frames (path TEXT PRIMARY KEY, frame BLOB)")
            db.execute(f"PRAGMA user_version = {_VERSION}")
        elif db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            db.close()
            raise sqlite3.DatabaseError("the frames of another version")
        db.execute("BEGIN")
        return db

    def all(self) -> dict[str, bytes]:
        """The frames by file, as they were committed last."""
        with suppress(sqlite3.DatabaseError):
            return dict(self._db.execute("SELECT path, frame FROM frames"))
        return {}

    def put(self, path: str, frame: bytes) -> None:
        """Learn the frame of a file."""
        self._waiting.append((path, frame))
        if len(self._waiting) == _BATCH:
            self._write()

    def _write(self) -> None:
        self._db.executemany("INSERT OR REPLACE INTO frames VALUES (?, ?)", self._waiting)
        self._waiting.clear()

    def commit(self, removed: Iterable[str]) -> None:
        """Keep what was put, forget removed files and let go of the file."""
        self._write()
        self._db.executemany("DELETE FROM frames WHERE path = ?", as_values(removed))
        self._db.execute("COMMIT")
        self._db.close()

    def close(self) -> None:
        """Let go of the file as it was committed last."""
        self._db.close()
