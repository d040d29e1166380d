"""A database that is asked in bounded time: slow, frozen or gone, the answer comes, and it recovers by itself."""

from __future__ import annotations

import logging
import math
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import ServiceUnavailable

#: The part of the time that the database itself may spend on a statement; the rest is for reaching it.
_SHARE = 0.75
#: SQLSTATE classes that speak of the server: unreachable, out of resources, going down. Others speak of the question.
_OUTAGE = ("08", "53", "57P")
#: Seconds until a dead peer is noticed on a connection nobody uses.
_KEEPALIVE = 15
_LOG = logging.getLogger("xinfeng.account")
T = TypeVar("T")


class UnavailableError(ServiceUnavailable):
    """The database gave no answer: 503, never a number that may be wrong. `seconds`: when it may be asked again."""

    description = "业务数据暂时无法获取，请稍后再试。"

    def __init__(self, seconds: float) -> None:
        super().__init__(retry_after=max(1, math.ceil(seconds)))


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
    """Readers of a SQLite file then never wait for its one writer."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


@dataclass
class Database:
    """Asks one database. After a failure it is left alone for `retry_seconds`, then one question tries again.

    `short` is for questions that a file on this machine answers at once: they need no thread to be given up in.
    """

    name: str
    engine: Engine
    timeout_seconds: float
    retry_seconds: float
    short: bool = False
    clock: Callable[[], float] = time.monotonic
    _threads: ThreadPoolExecutor = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _resting_until: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.engine.pool.size(), "database")  # type: ignore[attr-defined]

    def ask(self, question: Callable[..., T], *arguments: object) -> T:
        """`question(connection, *arguments)`, within `timeout_seconds`. UnavailableError when there is no answer."""
        self._rest()
        try:
            answer = self._answer(_Call(), question, arguments) if self.short else self._await(question, arguments)
        except SQLAlchemyError as error:
            _LOG.warning("the %s database failed: %s", self.name, getattr(error, "orig", error))
            if _is_outage(error):
                raise self._failed() from error
            raise UnavailableError(self.retry_seconds) from error
        self._resting_until = 0.0
        return answer

    def _await(self, question: Callable[..., T], arguments: tuple[object, ...]) -> T:
        """The answer from a thread of the pool, or, when time is up, none: the question is cut short."""
        call = _Call()
        future: Future[T] = self._threads.submit(self._answer, call, question, arguments)
        try:
            return future.result(self.timeout_seconds)
        except TimeoutError:
            future.cancel()
            call.cut()
            _LOG.warning("the %s database gave no answer in %.1f s", self.name, self.timeout_seconds)
            raise self._failed() from None

    def _rest(self) -> None:
        """Refuse while the database is left alone; the first to come afterwards tries, the others wait for it."""
        with self._lock:
            now = self.clock()
            if now < self._resting_until:
                raise UnavailableError(self._resting_until - now)
            if self._resting_until:
                self._resting_until = now + self.timeout_seconds

    def _failed(self) -> UnavailableError:
        self._resting_until = self.clock() + self.retry_seconds
        return UnavailableError(self.retry_seconds)

    def _answer(self, call: _Call, question: Callable[..., T], arguments: tuple[object, ...]) -> T:
        """Ask; once more when the connection had died since it was last used, for questions can be repeated."""
        try:
            return self._once(call, question, arguments)
        except DBAPIError as error:
            if not error.connection_invalidated or call.is_cut:
                raise
            return self._once(call, question, arguments)

    def _once(self, call: _Call, question: Callable[..., T], arguments: tuple[object, ...]) -> T:
        with self.engine.connect() as connection, call.using(connection):
            return question(connection, *arguments)


def _is_outage(error: SQLAlchemyError) -> bool:
    """Whether the database itself is in trouble, rather than one question of it too long or wrong."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state is None or state.startswith(_OUTAGE)


class _Call:
    """One question under way, which the one who waits for it can cut short from another thread."""

    def __init__(self) -> None:
        self.is_cut = False
        self._lock = threading.Lock()
        self._driver: Any = None

    @contextmanager
    def using(self, connection: Connection) -> Iterator[None]:
        """The connection is this question's until the block ends."""
        self._hold(connection.connection.driver_connection)
        try:
            yield
        finally:
            self._hold(None)

    def cut(self) -> None:
        """End the question: SQLite is interrupted, a server's connection closed under it."""
        with self._lock, suppress(Exception):  # whatever happens, its asker has already been answered
            self.is_cut = True
            if self._driver is None:
                return
            if hasattr(self._driver, "interrupt"):
                self._driver.interrupt()
            else:
                with socket.socket(fileno=os.dup(self._driver.fileno())) as line:
                    line.shutdown(socket.SHUT_RDWR)

    def _hold(self, driver: Any) -> None:
        with self._lock:
            self._driver = driver
