"""Engines of databases: read-only where reading is all they do, and given up in time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from account.business.engines import _postgresql, make_engine, sqlite_url


def test_a_file_that_is_only_read_can_be_neither_made_nor_written(tmp_path: Path) -> None:
    path = tmp_path / "甲 ?#.sqlite"
    with pytest.raises(OperationalError), make_engine(f"sqlite:///{path}", 1, 1, read_only=True).connect():
        pass
    assert not path.exists()
    sqlite3.connect(path).execute("CREATE TABLE t (n)").connection.close()
    with make_engine(sqlite_url(path, read_only=True), 1, 1, read_only=True).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 0
        with pytest.raises(OperationalError):
            connection.execute(text("INSERT INTO t VALUES (1)"))


def test_a_file_that_is_written_commits_each_statement_and_lets_readers_in(tmp_path: Path) -> None:
    engine = make_engine(sqlite_url(tmp_path / "a.sqlite"), 1, 1, read_only=False)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (n)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        other = sqlite3.connect(tmp_path / "a.sqlite")
        assert other.execute("SELECT n FROM t").fetchall() == [(1,)]
        other.close()
    engine.dispose()


def test_parameters_never_stand_in_messages(tmp_path: Path) -> None:
    engine = make_engine(sqlite_url(tmp_path / "a.sqlite"), 1, 1, read_only=False)
    with engine.connect() as connection, pytest.raises(OperationalError) as raised:
        connection.execute(text("SELECT * FROM none WHERE e = :e"), {"e": "geheim"})
    assert "geheim" not in str(raised.value)
    engine.dispose()


def test_a_server_is_told_how_long_a_statement_may_take() -> None:
    said = _postgresql(0.5, True)
    assert "statement_timeout=375" in said["options"]
    assert "default_transaction_read_only=on" in said["options"]
    assert said["connect_timeout"] == 1
    assert "read_only" not in _postgresql(0.5, False)["options"]
    assert "statement_timeout=1 " in _postgresql(0.0001, False)["options"] + " "
