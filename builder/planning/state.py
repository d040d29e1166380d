"""What builds remember: one SQLite file below var/, with the manifest of the live tree and the ledger of the content.

All of it changes in one transaction, at a release, after the trees were exchanged: whoever is killed in between leaves
a live tree that the manifest does not describe, which the next build sees and plans everything. A file that is damaged,
of another version, or written to by somebody else is begun again: then nothing is known, and all is made.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from builder.base.trees import Stat
from builder.pages.outputs import Dependencies
from builder.planning.ledger import Ledger, dump_changes, dump_ledger, load_ledger
from builder.planning.manifest import Entry, Manifest

#: Raise when the tables or the ledger change.
VERSION = 2
_SCHEMA = """
CREATE TABLE build (token TEXT, pages INTEGER, next_due TEXT, saved INTEGER);
CREATE TABLE files (
    path TEXT PRIMARY KEY, owner TEXT, digest BLOB, size INTEGER, mtime_ns INTEGER, inode INTEGER,
    template TEXT, inputs BLOB
) WITHOUT ROWID;
CREATE INDEX by_owner ON files (owner);
CREATE TABLE common (template TEXT PRIMARY KEY, inputs BLOB) WITHOUT ROWID;
CREATE TABLE ledger (part TEXT PRIMARY KEY, data BLOB);
"""


class BuildState:
    """The state of one site, opened by the build that holds its lock. Close it in any case."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        try:
            self._open()
        except sqlite3.DatabaseError:
            for name in (path, path.with_name(f"{path.name}-journal")):
                name.unlink(missing_ok=True)
            self._open()

    def _open(self) -> None:
        self._db = db = _connected(self._path)
        if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT")
        elif not _is_ours(db, self._path):
            db.close()
            raise sqlite3.DatabaseError("of another version, or written to")
        self.manifest = Manifest(db)

    def ledger(self) -> Ledger | None:
        """The ledger of the last build, or None when there is none that can be believed."""
        return _ledger(self._db)

    def save(
        self, ledger: Ledger, entries: Mapping[str, Entry], removed: Collection[str],
        common: Mapping[str, Dependencies], token: str, pages: int, *, whole: bool,
    ) -> None:  # fmt: skip
        """Remember a release: its ledger, and of its files as `Manifest.save` has it. All of it or nothing."""
        db = self._db
        db.execute("BEGIN")
        self.manifest.save(entries, removed, common, token, pages, whole=whole)
        if (changes := dump_changes(ledger)) is None:
            db.execute("DELETE FROM ledger")
            db.execute("INSERT INTO ledger VALUES ('whole', ?)", (dump_ledger(ledger),))
        else:
            db.execute("INSERT OR REPLACE INTO ledger VALUES ('changes', ?)", (changes,))
        due = ledger.next_due.isoformat() if ledger.next_due else None
        saved = int(time.time()) // 2 * 2  # the coarsest file systems keep even seconds
        db.execute("DELETE FROM build")
        db.execute("INSERT INTO build VALUES (?, ?, ?, ?)", (token, pages, due, saved))
        db.execute("COMMIT")
        os.utime(self._path, (saved, saved))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _ledger(db: sqlite3.Connection) -> Ledger | None:
    with suppress(sqlite3.DatabaseError, ValueError):
        parts = dict(db.execute("SELECT part, data FROM ledger"))
        if "whole" in parts:
            return load_ledger(parts["whole"], parts.get("changes"))
    return None


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA secure_delete = ON")  # what was taken away does not linger
    return db


def _is_ours(db: sqlite3.Connection, path: Path) -> bool:
    """Whether a file is of this version and nobody has written to it since it was saved."""
    if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        return False
    row = db.execute("SELECT saved FROM build").fetchone()
    return row is None or (isinstance(row[0], int) and path.stat().st_mtime_ns == row[0] * 1_000_000_000)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        yield db


def stats_in(path: Path) -> dict[str, Stat]:
    """The stat of every file of the live tree as a state has it; none when it cannot be read. For another process."""
    with suppress(sqlite3.Error), _reading(path) as db:
        return Manifest(db).stats()
    return {}


def digests_in(path: Path) -> dict[str, bytes]:
    """The digest (`content_digest`) of every file of the live tree; none when it cannot be read."""
    with suppress(sqlite3.Error), _reading(path) as db:
        return dict(db.execute("SELECT path, digest FROM files"))
    return {}


def ledger_in(path: Path) -> Ledger | None:
    """The ledger of the last build, for whoever does not build; None when there is none that can be believed."""
    with suppress(sqlite3.Error), _reading(path) as db:
        return _ledger(db)
    return None


def due_in(path: Path) -> datetime | None:
    """The moment at which the live site is due to change, None if there is none; ValueError without a state."""
    with suppress(sqlite3.Error), _reading(path) as db:
        if (row := db.execute("SELECT next_due FROM build").fetchone()) is not None:
            return datetime.fromisoformat(row[0]) if row[0] else None
    raise ValueError("nothing says what was built last")
