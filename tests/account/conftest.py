"""Databases for the account: the sample rows in SQLite and in a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from account.demo import create_demo_database, fill_samples
from tests.account.postgres import OWNER, READER, Cluster
from tests.account.world import Clock


@pytest.fixture(scope="package")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL with the sample rows in the database `business`, which one role may only read."""
    cluster = Cluster()
    try:
        cluster.execute("CREATE DATABASE business", "CREATE DATABASE sessions", database="postgres")
        engine = create_engine(cluster.url("business", OWNER))
        with engine.begin() as connection:
            fill_samples(connection)
        engine.dispose()
        cluster.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}", database="business")
        cluster.execute(f"GRANT CREATE ON SCHEMA public TO {READER}", database="sessions")
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def business_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A business database with the sample rows: once in SQLite and once in PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "business.sqlite"
        create_demo_database(path)
        return f"sqlite:///{path}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.url("business")


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until a test moves it."""
    return Clock()
