"""What the account's tests share: databases in SQLite and a real PostgreSQL, a forged provider, the audit log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from account.base.audit import LOGGER
from account.business.demo_data import create_demo_database
from tests.account.forger import Forger, running
from tests.account.postgres import Cluster, sample_cluster
from tests.account.world import PORTAL, SITE, Clock, Log, make_app
from view.settings.endpoint_settings import Cors, Counts, EndpointSettings
from view.settings.site_settings import Settings


@pytest.fixture(scope="package")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL with the sample rows; tests take `cluster`."""
    with sample_cluster() as cluster:
        yield cluster


@pytest.fixture
def cluster(postgres: Cluster) -> Cluster:
    """The PostgreSQL in order, whatever the test before did to it."""
    return postgres.sound()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])
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


@pytest.fixture
def forger(clock: Clock) -> Iterator[Forger]:
    with running(clock) as forger:
        yield forger


@pytest.fixture
def make_client(tmp_path: Path, clock: Clock, forger: Forger, business_url: str) -> Callable[[], FlaskClient]:
    endpoint = EndpointSettings(
        oidc=forger.settings, counts=Counts(database_url=business_url), cors=Cors(origins=(PORTAL,))
    )
    app = make_app(tmp_path, clock, site=Settings(base_url=SITE), endpoint=endpoint)
    return app.test_client


@pytest.fixture
def client(make_client: Callable[[], FlaskClient]) -> FlaskClient:
    return make_client()


@pytest.fixture
def log(client: FlaskClient) -> Iterator[Log]:
    log = Log()
    logging.getLogger(LOGGER).addHandler(log)
    yield log
    logging.getLogger(LOGGER).removeHandler(log)
    assert not any(part in line for line in log.lines for part in ("eyJ", "the-code", "u-1", "127.0.0.1"))


@pytest.fixture
def demo_client(tmp_path: Path, clock: Clock) -> Iterator[FlaskClient]:
    """A browser of this machine, where companies sign in by a mere click."""
    with make_app(tmp_path, clock).test_client() as client:
        yield client
