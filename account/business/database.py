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
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import ServiceUnavailable

#: SQLSTATE classes that speak of the server: unreachable, out of resources, going down. Others speak of the question.
_OUTAGE = ("08", "53", "57P")
_LOG = logging.getLogger("xinfeng.account")
T = TypeVar("T")


class UnavailableError(ServiceUnavailable):
    """The database gave no answer: 503, never a number that may be wrong. `seconds`: when it may be asked again."""

    description = "业务数据暂时无法获取，请稍后再试。"

    def __init__(self, seconds: float) -> None:
        super().__init__(retry_after=max(1, math.ceil(seconds)))


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
