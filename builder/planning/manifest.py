"""What the last build left in `site/`: each file's bytes, what it was made from and whose it is."""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from builder.base.trees import Stat
from builder.pages.outputs import Dependencies, by_name

#: How many values one statement is given; SQLite's oldest default limit is 999.
_BATCH = 500
_STAT = "path, size, mtime_ns, inode"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: whose it is (`Output.owner`), the digest of its bytes, its stat, its template and own inputs."""

    owner: str
    digest: bytes
    stat: Stat
    template: str
    inputs: Dependencies


class Manifest:
    """The files of the last release by path, and the shared inputs of each template: tables of the build's state.

    `token` names the build that saved it, `pages` counts its HTML files.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        row = db.execute("SELECT token, pages FROM build").fetchone()
        self.token: str = row[0] if row else ""
        self.pages: int = row[1] if row else 0
        self.common: dict[str, Dependencies] = {
            template: _unpacked(inputs) for template, inputs in db.execute("SELECT template, inputs FROM common")
        }

    def stats(self) -> dict[str, Stat]:
        """The stat of every file as the build left it."""
        rows = self._db.execute(f"SELECT {_STAT} FROM files")  # noqa: S608
        return {path: (size, time, inode) for path, size, time, inode in rows}

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
        self, entries: Mapping[str, Entry], removed: Collection[str], common: Mapping[str, Dependencies], token: str,
        pages: int, *, whole: bool,
    ) -> None:  # fmt: skip
        """Learn these files, all at once; `whole`: and forget all others. `pages` of all files are HTML."""
        rows = [
            (path, one.owner, one.digest, *one.stat, one.template, _packed(one.inputs)) for path, one in entries.items()
        ]
        if whole:
            self._db.execute("DELETE FROM files")
            self._db.execute("DELETE FROM common")
        self._db.executemany("DELETE FROM files WHERE path = ?", as_values(removed))
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.executemany(
            "INSERT OR REPLACE INTO common VALUES (?, ?)",
            [(template, _packed(inputs)) for template, inputs in common.items()],
        )
        self.token, self.pages = token, pages


def as_values(paths: Iterable[str]) -> list[tuple[str]]:
    """Paths as a statement takes them: a stray's need not be UTF-8; no file of ours has a question mark in its name."""
    return [(path.encode(errors="replace").decode(),) for path in paths]


def why(entry: Entry | None, template: str, own: Dependencies, before: Dependencies, now: Dependencies) -> list[str]:
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
def _differing(before: Dependencies, now: Dependencies) -> list[str]:
    """The same for all pages of a template whose own inputs did not change."""
    return _names(by_name(before), by_name(now))


def _names(then: Mapping[str, bytes], today: Mapping[str, bytes]) -> list[str]:
    return [name for name in sorted(then.keys() | today.keys()) if then.get(name) != today.get(name)]


def _packed(inputs: Dependencies) -> bytes:
    return marshal.dumps(inputs, 2)  # the version without references: equal inputs give equal bytes


def _unpacked(blob: bytes) -> Dependencies:
    inputs: Dependencies = marshal.loads(blob)  # noqa: S302 - our own bytes in the site's own var/
    return inputs


def _entry(row: tuple[str, str, bytes, int, int, int, str, bytes]) -> tuple[str, Entry]:
    path, owner, digest, size, time, inode, template, inputs = row
    return path, Entry(owner, digest, (size, time, inode), template, _unpacked(inputs))
