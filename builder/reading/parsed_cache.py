"""Parsed content files kept between builds in one SQLite file; deleting it costs time, never correctness."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from builder.reading.packing import Packed, unpack_blocks, unpack_record, unseal_text
from builder.reading.records import ParsedFile
from builder.reading.scanning import ContentStat

_SCHEMA = """
CREATE TABLE IF NOT EXISTS parsed (
    key BLOB PRIMARY KEY, record BLOB NOT NULL, html BLOB NOT NULL, text BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS files (
    file TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, inode INTEGER, digest BLOB
) WITHOUT ROWID;
"""
#: Raise when a table changes; a file of another version is begun again.
_VERSION = 4
#: How many keys one SELECT asks for; SQLite's oldest default limit of bound values is 999.
_BATCH = 500

T = TypeVar("T")


class CacheLostError(Exception):
    """The cache is damaged beyond the rows that can be passed over: delete it and build again."""


@contextmanager
def _lost() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise CacheLostError(str(error)) from None


class ParsedCache:
    """Parsed files by key, and the digests of files whose stat has not changed.

    A cache that cannot be opened or read is begun again. `rollback` forgets all that was put since opening, so
    that a build that finds problems leaves nothing behind.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._existed = path.exists()
        self._made = [folder for folder in (path.parent, path.parent.parent) if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            self.path.unlink(missing_ok=True)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA secure_delete = ON")  # what was taken away does not linger
        if found != _VERSION:
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                connection.close()
                raise sqlite3.DatabaseError(f"a cache of version {found}")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.executescript(_SCHEMA)
        connection.execute("SELECT count(*) FROM files LIMIT 1").fetchone()
        connection.execute("BEGIN")
        return connection

    def known_files(self) -> dict[str, tuple[ContentStat, bytes]]:
        """File → its stat when it was last read, and the digest of its bytes."""
        try:
            rows = self._db.execute("SELECT file, size, mtime_ns, ctime_ns, inode, digest FROM files").fetchall()
        except sqlite3.DatabaseError:
            return {}
        return {row[0]: ((row[1], row[2], row[3], row[4]), row[5]) for row in rows}

    def keys(self) -> frozenset[bytes]:
        """Under what files are cached, damaged rows included."""
        try:
            return frozenset(key for (key,) in self._db.execute("SELECT key FROM parsed"))
        except sqlite3.DatabaseError:
            return frozenset()

    def records(self, keys: Iterable[bytes]) -> Iterator[tuple[bytes, ParsedFile]]:
        """The cached files among `keys`, bodies left empty; damaged rows are passed over."""
        wanted = list(keys)
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            try:
                rows = self._db.execute(f"SELECT key, record FROM parsed WHERE key IN ({marks})", batch).fetchall()  # noqa: S608
            except sqlite3.DatabaseError:
                return
            for key, blob in rows:
                with suppress(ValueError):
                    yield key, unpack_record(blob)

    def put(self, key: bytes, packed: Packed) -> None:
        """Keep a parsed file."""
        with _lost():
            self._db.execute("INSERT OR REPLACE INTO parsed VALUES (?, ?, ?, ?)", (key, *packed))

    def put_files(self, rows: Iterable[tuple[str, ContentStat, bytes]]) -> None:
        """Remember the digests of files that were read."""
        values = [(file, *stat, digest) for file, stat, digest in rows]
        with _lost():
            self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", values)

    def forget(self, keys: Iterable[bytes], files: Iterable[str]) -> None:
        """Drop what these files were parsed to."""
        with _lost():
            self._db.executemany("DELETE FROM parsed WHERE key = ?", [(key,) for key in keys])
            self._db.executemany("DELETE FROM files WHERE file = ?", [(file,) for file in files])

    def commit(self, live_keys: set[bytes] | None = None, live_files: set[str] | None = None) -> None:
        """Make what was put last, and forget what no file uses any more."""
        with _lost():
            if live_keys is not None:
                dead = [(key,) for (key,) in self._db.execute("SELECT key FROM parsed") if key not in live_keys]
                self._db.executemany("DELETE FROM parsed WHERE key = ?", dead)
            if live_files is not None:
                gone = [(file,) for (file,) in self._db.execute("SELECT file FROM files") if file not in live_files]
                self._db.executemany("DELETE FROM files WHERE file = ?", gone)
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")

    def rollback(self) -> None:
        """Forget what was put, and the file itself when this build made it."""
        with suppress(sqlite3.DatabaseError):
            self._db.execute("ROLLBACK")
        self._db.close()
        if not self._existed:
            self.path.unlink(missing_ok=True)
            for folder in self._made:
                if not any(folder.iterdir()):
                    folder.rmdir()

    def close(self) -> None:
        """Close without keeping what has not been committed."""
        self._db.close()


class BodyReader:
    """Reads rendered bodies and records one at a time, so that no build holds them all."""

    def __init__(self, path: Path) -> None:
        self._path, self._process = path, 0
        self._last = b"", ""

    def _connection(self) -> sqlite3.Connection:
        """A connection of this process: SQLite's may not be carried over a fork."""
        if self._process != os.getpid():
            address = f"{self._path.resolve().as_uri()}?mode=ro"
            self._db = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._process = os.getpid()
        return self._db

    def html(self, key: bytes) -> str:
        """The body of a parsed file; CacheLostError when it is gone or damaged. Its page and its text ask in turn."""
        if self._last[0] != key:
            self._last = key, self._read("SELECT html FROM parsed WHERE key = ?", key, unseal_text)
        return self._last[1]

    def blocks(self, key: bytes) -> tuple[str, ...]:
        """The visible text of a parsed file's body; CacheLostError when it is gone or damaged."""
        return self._read("SELECT text FROM parsed WHERE key = ?", key, unpack_blocks)

    def record(self, key: bytes) -> ParsedFile:
        """A parsed file without its body; CacheLostError when it is gone or damaged."""
        return self._read("SELECT record FROM parsed WHERE key = ?", key, unpack_record)

    def _read(self, statement: str, key: bytes, unpack: Callable[[bytes], T]) -> T:
        with _lost():
            row = self._connection().execute(statement, (key,)).fetchone()
        if row is None:
            raise CacheLostError(f"nothing under {key.hex()}")
        try:
            return unpack(row[0])
        except ValueError as error:
            raise CacheLostError(str(error)) from None

    def close(self) -> None:
        """Let go of the file."""
        if self._process == os.getpid():
            self._db.close()
