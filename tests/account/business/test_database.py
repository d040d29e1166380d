"""Slow, frozen, stopped, restarted: every question gets its answer in time, and afterwards all is well again."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from account.business.database import Database, UnavailableError
from account.business.engines import make_engine, sqlite_url
from tests.account.postgres import Cluster
from tests.machine import PATIENCE

pytestmark = pytest.mark.thorough

TIMEOUT, RETRY = 1.5, 0.3
MakeDatabase = Callable[[str], Database]


class Seconds:
    """The clock that says how long a database is left alone; it stands still until a test moves it."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Database]:
    """The databases that were really asked, one after the other."""
    found: list[Database] = []
    ask = Database._await

    def note(self: Database, *given: Any) -> Any:
        found.append(self)
        return ask(self, *given)

    monkeypatch.setattr(Database, "_await", note)
    return found


@pytest.fixture
def make_database(seconds: Seconds) -> Iterator[MakeDatabase]:
    made: list[Database] = []

    def make(url: str) -> Database:
        engine = make_engine(url, TIMEOUT, 2, read_only=True)
        made.append(Database("test", engine, TIMEOUT, RETRY, clock=seconds))
        return made[-1]

    yield make
    for one in made:
        one.engine.dispose()


def one(connection: Connection) -> int:
    return int(connection.execute(text("SELECT 1")).scalar_one())


def sleep(connection: Connection) -> None:
    connection.execute(text("SELECT pg_sleep(3600)"))


def count_for_long(connection: Connection) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    connection.execute(text(endless))


def refused(database: Database, question: Callable[[Connection], object] = one) -> bool:
    """Whether the question was refused, long before it could have had an answer."""
    began = time.monotonic()
    with pytest.raises(UnavailableError) as caught:
        database.ask(question)
    assert dict(caught.value.get_headers())["Retry-After"] in ("1", "2")
    return time.monotonic() - began < PATIENCE


def recovered(database: Database, seconds: Seconds) -> bool:
    """Whether there are answers again, when it has been left alone as long as it should, or a few times."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        seconds.now += RETRY
        with suppress(UnavailableError):
            return database.ask(one) == 1
    return False


def test_a_slow_statement_ends_in_time_and_troubles_nobody_else(
    cluster: Cluster, make_database: MakeDatabase, seconds: Seconds
) -> None:
    database = make_database(cluster.url("business"))
    assert database.ask(one) == 1
    assert refused(database, sleep)
    assert recovered(database, seconds)


def test_a_slow_statement_of_sqlite_is_interrupted(
    tmp_path: Path, make_database: MakeDatabase, seconds: Seconds
) -> None:
    (tmp_path / "a.sqlite").touch()
    database = make_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    assert refused(database, count_for_long)
    assert recovered(database, seconds)
    end = time.monotonic() + PATIENCE
    while database.engine.pool.checkedout():  # type: ignore[attr-defined]
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_restarted_server_is_not_even_noticed(cluster: Cluster, make_database: MakeDatabase) -> None:
    database = make_database(cluster.url("business"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: database.ask(one), range(8)))
    cluster.stop()
    cluster.start()
    assert [database.ask(one) for _ in range(4)] == [1, 1, 1, 1]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_stopped_server_is_refused_at_once_and_found_again(
    cluster: Cluster, make_database: MakeDatabase, seconds: Seconds, tried: list[Database], how: signal.Signals
) -> None:
    database = make_database(cluster.url("business"))
    assert database.ask(one) == 1
    cluster.stop(how)
    tried.clear()
    assert refused(database)
    assert refused(database)
    assert len(tried) == 1  # left alone: no further attempt
    cluster.start()
    assert recovered(database, seconds)


def test_a_frozen_server_holds_nobody_longer_than_said(
    cluster: Cluster, make_database: MakeDatabase, seconds: Seconds, tried: list[Database]
) -> None:
    database = make_database(cluster.url("business"))
    assert database.ask(one) == 1
    cluster.freeze()
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: refused(database), range(8)))
        seconds.now += RETRY
        tried.clear()
        assert all(pool.map(lambda _: refused(database), range(8)))
    assert len(tried) == 1  # one of them tries, the others know already
    cluster.thaw()
    assert recovered(database, seconds)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: database.ask(one), range(40))) == [1] * 40


def test_a_host_that_does_not_exist_is_refused_in_time(make_database: MakeDatabase) -> None:
    database = make_database("postgresql://nobody@192.0.2.1/business")
    assert refused(database)


def test_a_wrong_question_leaves_the_database_in_use(cluster: Cluster, make_database: MakeDatabase) -> None:
    database = make_database(cluster.url("business"))
    refused(database, lambda connection: connection.execute(text("SELECT CAST('x' AS integer)")))
    assert database.ask(one) == 1


def test_the_log_says_what_failed_but_not_of_whom(
    cluster: Cluster, make_database: MakeDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    database = make_database(cluster.url("business"))
    with pytest.raises(UnavailableError):
        database.ask(lambda connection: connection.execute(text("SELECT :a FROM nowhere"), {"a": "demo-a"}))
    assert "the test database failed" in caplog.text
    assert "nowhere" in caplog.text
    assert "demo-a" not in caplog.text


def test_a_path_with_any_characters_is_opened(tmp_path: Path) -> None:
    engine = make_engine(sqlite_url(tmp_path / "a b#c?d%e.sqlite"), 1, 1, read_only=False)
    with engine.connect() as connection, suppress(SQLAlchemyError):
        connection.execute(text("CREATE TABLE a (b integer)"))
    engine.dispose()
    assert (tmp_path / "a b#c?d%e.sqlite").exists()
