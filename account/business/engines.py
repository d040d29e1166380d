"""Makes the engines of both databases: read-only where reading is all they do, and given up in time."""

from __future__ import annotations

import math
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

#: The part of the time that the database itself may spend on a statement; the rest is for reaching it.
_SHARE = 0.75
#: Seconds until a dead peer is noticed on a connection nobody uses.
_KEEPALIVE = 15
#: How often, and with what pause in seconds, a new SQLite file is asked to write ahead.
_WAL_ATTEMPTS, _WAL_PAUSE = 20, 0.05


def sqlite_url(path: Path, *, read_only: bool = False) -> URL:
    """The URL of a SQLite file, whatever characters its path has."""
    query = {"mode": "ro" if read_only else "rwc", "uri": "true"}
    return URL.create("sqlite", database=f"file:{quote(str(path))}", query=query)


def make_engine(url: str | URL, timeout_seconds: float, pool_size: int, *, read_only: bool) -> Engine:
    """An engine that connects at the first question, commits each statement, and gives up in time.

    Without transactions of ours a question is one round trip; where only reading is wanted the server enforces it.
    """
    address = make_url(url)
    local = address.get_backend_name() == "sqlite"
    if local and read_only and not (address.database or "").startswith("file:"):
        address = sqlite_url(Path(address.database or ""), read_only=True)  # a file that is not there is not made
    engine = create_engine(
        address,
        isolation_level="AUTOCOMMIT",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=timeout_seconds,
        connect_args={"timeout": timeout_seconds} if local else _postgresql(timeout_seconds, read_only),
        hide_parameters=True,
    )
    if local:
        event.listen(engine, "connect", _read_only if read_only else _write_ahead)
    return engine


def _postgresql(timeout_seconds: float, read_only: bool) -> dict[str, Any]:
    milliseconds = max(1, round(timeout_seconds * _SHARE * 1000))
    return {
        "application_name": "xinfeng",
        "connect_timeout": math.ceil(timeout_seconds),
        "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
        + (" -c default_transaction_read_only=on" if read_only else ""),
        "keepalives_idle": _KEEPALIVE,
        "tcp_user_timeout": _KEEPALIVE * 1000,
    }


def _read_only(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _write_ahead(connection: Any, _record: object) -> None:
    """Readers of a SQLite file then never wait for its one writer.

    SQLite waits for no lock here, however long its timeout. Whoever holds it is another worker that begins, and the
    mode is the file's, so after a few attempts the others' will do.
    """
    for _ in range(_WAL_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            time.sleep(_WAL_PAUSE)
        else:
            break
    connection.execute("PRAGMA synchronous = NORMAL")
