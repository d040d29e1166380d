"""What the last build left in `site/`: each file's bytes, what it was made from and whose it is."""

from __future__ import annotations

import marshal
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from builder.pages.outputs import Inputs, by_name

#: Raise when the tables change; an older file is begun again.
VERSION = 4
_SCHEMA = """
CREATE TABLE files (
    path TEXT PRIMARY KEY, owner TEXT, digest BLOB, size INTEGER, mtime_ns INTEGER, inode INTEGER,
    template TEXT, inputs BLOB
) WITHOUT ROWID;
CREATE INDEX by_owner ON files (owner);
CREATE TABLE common (template TEXT PRIMARY KEY, inputs BLOB) WITHOUT ROWID;
CREATE TABLE build (token TEXT, pages INTEGER);
"""
#: How many values one statement is given; SQLite's oldest default limit is 999.
_BATCH = 500
_STAT = "path, size, mtime_ns, inode"

Stat = tuple[int, int, int]
"""Size, mtime_ns and inode of a file."""

#: From so many files on that differ, a tree is none that a build left.
_FEW = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: whose it is (`Output.owner`), the digest of its bytes, its stat, its template and own inputs."""

    owner: str
    digest: bytes
    stat: Stat
    template: str
    inputs: Inputs


class Manifest:
    """The files of the last release by path, and the shared inputs of each template, in one SQLite file.

    A file that is damaged or of another version is begun again: then nothing is known, and all is made. `token`
    names the build that saved it, `pages` counts its HTML files.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        try:
            self._db = self._open()
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._db = self._open()
        row = self._db.execute("SELECT token, pages FROM build").fetchone()
        self.token: str = row[0] if row else ""
        self.pages: int = row[1] if row else 0
        self.common: dict[str, Inputs] = {
            template: _unpacked(inputs) for template, inputs in self._db.execute("SELECT template, inputs FROM common")
        }

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute("PRAGMA synchronous = OFF")
        if found != VERSION:
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                connection.close()
                raise sqlite3.DatabaseError(f"a manifest of version {found}")
            connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT")
        connection.execute("SELECT path FROM files LIMIT 1").fetchone()
        return connection

    def stats(self) -> dict[str, Stat]:
        """The stat of every file as the build left it."""
        return stats_in(self._path)

    def entries(self) -> dict[str, Entry]:
        """Every file."""
        with suppress(sqlite3.DatabaseError, ValueError, EOFError, TypeError):
            return dict(_entry(row) for row in self._db.execute("SELECT * FROM files"))
        return {}

    def some(self, paths: Iterable[str]) -> dict[str, Entry]:
        """The files at some paths, as far as there are any."""
        return dict(map(_entry, self._where("*", "path", paths)))

    def owned(self, owners: Iterable[str]) -> dict[str, Stat]:
        """The stats of the files of some owners."""
        return {path: (size, time, inode) for path, size, time, inode in self._where(_STAT, "owner", owners)}

    def owners(self, paths: Iterable[str]) -> dict[str, str]:
        """Whose the files at some paths are, as far as there are any."""
        return dict(self._where("path, owner", "path", paths))

    def any_below(self, folders: Iterable[str]) -> bool:
        """Whether there is a file in a folder at one of some paths."""
        statement = "SELECT 1 FROM files WHERE path > ? AND path < ? LIMIT 1"  # "0" is the character after "/"
        return any(self._db.execute(statement, (f"{one}/", f"{one}0")).fetchone() for one in folders)

    def _where(self, columns: str, column: str, values: Iterable[str]) -> Iterator[Any]:
        wanted = list(values)
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            yield from self._db.execute(f"SELECT {columns} FROM files WHERE {column} IN ({marks})", batch)  # noqa: S608

    def save(
        self, entries: Mapping[str, Entry], removed: Collection[str], common: Mapping[str, Inputs], token: str,
        pages: int, *, whole: bool,
    ) -> None:  # fmt: skip
        """Learn these files, all at once; `whole`: and forget all others. `pages` of all files are HTML."""
        rows = [
            (path, one.owner, one.digest, *one.stat, one.template, _packed(one.inputs)) for path, one in entries.items()
        ]
        self._db.execute("BEGIN")
        if whole:
            self._db.execute("DELETE FROM files")
            self._db.execute("DELETE FROM common")
        self._db.executemany("DELETE FROM files WHERE path = ?", as_values(removed))
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.executemany(
            "INSERT OR REPLACE INTO common VALUES (?, ?)",
            [(template, _packed(inputs)) for template, inputs in common.items()],
        )
        self._db.execute("DELETE FROM build")
        self._db.execute("INSERT INTO build VALUES (?, ?)", (token, pages))
        self._db.execute("COMMIT")
        self.token, self.pages = token, pages

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def as_values(paths: Iterable[str]) -> list[tuple[str]]:
    """Paths as a statement takes them: a stray's need not be UTF-8; no file of ours has a question mark in its name."""
    return [(path.encode(errors="replace").decode(),) for path in paths]


def why(entry: Entry | None, template: str, own: Inputs, before: Inputs, now: Inputs) -> list[str]:
    """The names of what changed since a file was made; `new` when it was not there, nothing when it can stay.

    `before` and `now` are the shared inputs of its template, then and now.
    """
    if entry is None:
        return ["new"]
    if entry.template != template:
        return ["template"]
    if entry.inputs == own:
        return [] if before == now else _differing(before, now)
    return _names(by_name(entry.inputs) | by_name(before), by_name(own) | by_name(now))


@lru_cache(maxsize=100)
def _differing(before: Inputs, now: Inputs) -> list[str]:
    """The same for all pages of a template whose own inputs did not change."""
    return _names(by_name(before), by_name(now))


def _names(then: Mapping[str, bytes], today: Mapping[str, bytes]) -> list[str]:
    return [name for name in sorted(then.keys() | today.keys()) if then.get(name) != today.get(name)]


def _packed(inputs: Inputs) -> bytes:
    return marshal.dumps(inputs, 2)  # the version without references: equal inputs give equal bytes


def _unpacked(blob: bytes) -> Inputs:
    inputs: Inputs = marshal.loads(blob)  # noqa: S302 - our own bytes in the site's own var/
    return inputs


def _entry(row: tuple[str, str, bytes, int, int, int, str, bytes]) -> tuple[str, Entry]:
    path, owner, digest, size, time, inode, template, inputs = row
    return path, Entry(owner, digest, (size, time, inode), template, _unpacked(inputs))


def walk(folder: Path) -> Iterator[tuple[str, Stat]]:
    """Every file of a tree with its stat; `.gitkeep` at its top is not the site's."""
    stack = [(str(folder), "")]
    while stack:
        real, prefix = stack.pop()
        try:
            entries = list(os.scandir(real))
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                stack.append((entry.path, f"{prefix}{entry.name}/"))
            elif prefix or entry.name != ".gitkeep":
                stat = entry.stat(follow_symlinks=False)
                yield prefix + entry.name, (stat.st_size, stat.st_mtime_ns, stat.st_ino)


def stats_in(path: Path) -> dict[str, Stat]:
    """The stat of every file as a manifest has it; none when it cannot be read."""
    with suppress(sqlite3.Error):
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            rows = db.execute(f"SELECT {_STAT} FROM files").fetchall()  # noqa: S608
        return {path: (size, time, inode) for path, size, time, inode in rows}
    return {}


@dataclass(slots=True)
class Compared:
    """The files of a tree that are not there as they were left: `differing` is None when they are more than a few.

    `paired` says of the others that each has one other name: in the tree beside it, where a build left it one.
    """

    differing: list[str] | None
    paired: bool


def compare(folder: Path, stats: Mapping[str, Stat]) -> Compared:
    """Compare a tree with what a build left there."""
    top, stat = f"{folder}/", os.lstat
    found: list[str] = []
    paired = True
    for path, wanted in stats.items():
        try:
            now = stat(top + path)
        except OSError:
            found.append(path)
        else:
            if (now.st_size, now.st_mtime_ns, now.st_ino) != wanted:
                found.append(path)
            elif now.st_nlink != 2:
                paired = False
        if len(found) > _FEW:
            return Compared(None, False)
    return Compared(found, paired)
