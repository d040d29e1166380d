"""What tests of the builder's memory use: a small parsed file, damage, and writing where nobody can tell."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

from builder.planning.ledger import Ledger
from builder.planning.state import BuildState
from builder.reading.records import Body, ParsedFile
from tests.site_helper import Site

CACHE = "var/cache/parsed.sqlite"

STATE = "var/build.sqlite"

NO_BODY = Body("", ())


def parsed(name: str, body: Body = NO_BODY) -> ParsedFile:
    return ParsedFile(name, None, body, (), draft=False)


class Reshaped:
    """A class whose instances were packed when it took no argument."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Reshaped, ("one too many",)


def ledger_of(site: Site) -> Ledger | None:
    with closing(BuildState(site.root / STATE)) as state:
        return state.ledger()


def spoil(site: Site, statement: str, *values: object) -> None:
    """Write to the state so that nobody can tell by its time."""
    path = site.root / STATE
    before = path.stat()
    with closing(sqlite3.connect(path)) as db:
        db.execute(statement, values)
        db.commit()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def three_bulletins(site: Site) -> Site:
    for name in ("a", "b", "c"):
        site.bulletin(f"2026/11/{name}", f"正文 {name}。\n\n## 小标题\n\n- 一\n- 二\n", countries=["VN"])
    return site.small().guide("g", "[甲](../risk/2026/11/a.md)")
