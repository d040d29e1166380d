"""The session table: bounded in time, ended at once, useless to whoever reads it; on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from account.business.database import Database
from account.business.engines import make_engine
from account.identity.session_tables import ATTEMPTS, SESSIONS
from account.identity.sessions import ATTEMPT_SECONDS, Attempt, Sessions, token_digest
from tests.account.postgres import Cluster
from tests.account.world import NOW, Clock
from tests.machine import PATIENCE

MakeSessions = Callable[..., Sessions]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])
def make_sessions(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[MakeSessions]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'sessions.sqlite'}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.url("sessions")
    engine = make_engine(url, PATIENCE, 4, read_only=False)

    def make(issuer: str = "https://id.test") -> Sessions:
        return Sessions(
            Database("session", engine, PATIENCE, 0), issuer, idle_minutes=30, absolute_minutes=480, now=clock
        )

    yield make
    engine.dispose()


def after(clock: Clock, minutes: float) -> None:
    clock.now = NOW + timedelta(minutes=minutes)


def test_a_started_session_is_found_by_its_cookie_alone(make_sessions: MakeSessions) -> None:
    sessions = make_sessions()
    cookie = sessions.start("acme", "the.id.token")
    found = sessions.find(cookie)
    assert found is not None
    assert (found.enterprise, found.id_token) == ("acme", "the.id.token")
    for wrong in ("", cookie[:-1], cookie + "A", cookie.swapcase(), token_digest(cookie), "acme", "'", "%", "\x00"):
        assert sessions.find(wrong) is None


def test_it_ends_when_idle(make_sessions: MakeSessions, clock: Clock) -> None:
    sessions = make_sessions()
    cookie = sessions.start("acme")
    for minutes in (29, 58, 87):
        after(clock, minutes)
        assert sessions.find(cookie)
    after(clock, 117)
    assert sessions.find(cookie) is None


def test_it_ends_in_any_case(make_sessions: MakeSessions, clock: Clock) -> None:
    sessions = make_sessions()
    cookie = sessions.start("acme")
    for minutes in range(20, 480, 20):
        after(clock, minutes)
        assert sessions.find(cookie)
    after(clock, 480)
    assert sessions.find(cookie) is None


def test_signing_out_ends_it_for_every_copy(make_sessions: MakeSessions) -> None:
    sessions, elsewhere = make_sessions(), make_sessions()
    cookie, other = sessions.start("acme"), sessions.start("acme")
    assert elsewhere.find(cookie)
    assert sessions.end(cookie)
    assert elsewhere.find(cookie) is None
    assert sessions.end(cookie) is None
    assert sessions.find(other)


def test_signing_in_again_ends_the_browsers_old_session(make_sessions: MakeSessions) -> None:
    sessions = make_sessions()
    old = sessions.start("acme")
    new = sessions.start("brown", old_cookie=old)
    assert old != new
    assert sessions.find(old) is None
    assert sessions.find(new)


def test_a_session_of_another_issuer_is_worth_nothing(make_sessions: MakeSessions) -> None:
    assert make_sessions("demo").find(make_sessions().start("acme")) is None


def test_the_table_holds_no_cookie_and_forgets_what_has_ended(make_sessions: MakeSessions, clock: Clock) -> None:
    sessions = make_sessions()
    cookies = [sessions.start("acme") for _ in range(3)]
    after(clock, 481)
    last = sessions.start("brown")
    with sessions.database.engine.connect() as connection:
        rows = connection.execute(select(SESSIONS).where(SESSIONS.c.enterprise.in_(["acme", "brown"]))).all()
    assert [row.enterprise for row in rows] == ["brown"]
    assert not any(cookie in str(row) for cookie in [*cookies, last] for row in rows)


def test_being_read_seldom_writes(make_sessions: MakeSessions, clock: Clock) -> None:
    sessions = make_sessions()
    cookie = sessions.start("acme")
    for minutes, seen in ((0.5, 0), (0.9, 0), (1.0, 60), (1.5, 60), (3, 180)):
        after(clock, minutes)
        assert sessions.find(cookie)
        with sessions.database.engine.connect() as connection:
            row = connection.execute(select(SESSIONS).where(SESSIONS.c.id == token_digest(cookie))).one()
        assert row.seen - row.started == seen


def test_an_attempt_is_taken_once_by_the_browser_that_began_it(make_sessions: MakeSessions, clock: Clock) -> None:
    sessions = make_sessions()
    attempt = Attempt("nonce", "verifier", "/account")
    sessions.begin_attempt("state", "browser", attempt)
    assert sessions.take_attempt("state", "other") is None
    assert sessions.take_attempt("other", "browser") is None
    assert sessions.take_attempt("state", "browser") == attempt
    assert sessions.take_attempt("state", "browser") is None
    sessions.begin_attempt("late", "browser", attempt)
    clock.now = NOW + timedelta(seconds=ATTEMPT_SECONDS)
    assert sessions.take_attempt("late", "browser") is None


def test_of_two_requests_with_one_state_one_goes_on(make_sessions: MakeSessions) -> None:
    sessions = make_sessions()
    for number in range(20):
        sessions.begin_attempt(f"state {number}", "browser", Attempt("n", "v", "/"))
        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(lambda _, state=f"state {number}": sessions.take_attempt(state, "browser"), range(4)))
        assert len([one for one in taken if one]) == 1


def test_attempts_that_never_came_back_are_forgotten(make_sessions: MakeSessions, clock: Clock) -> None:
    sessions = make_sessions()
    sessions.begin_attempt("abandoned", "browser", Attempt("n", "v", "/"))
    clock.now = NOW + timedelta(seconds=ATTEMPT_SECONDS)
    sessions.begin_attempt("new", "browser", Attempt("n", "v", "/"))
    with sessions.database.engine.connect() as connection:
        kept = connection.execute(select(ATTEMPTS.c.state)).scalars().all()
    assert token_digest("abandoned") not in kept
    assert sessions.take_attempt("new", "browser")


def test_workers_that_begin_at_once_share_one_table(tmp_path: Path, clock: Clock) -> None:
    engines = [make_engine(f"sqlite:///{tmp_path / 's.sqlite'}", PATIENCE, 1, read_only=False) for _ in range(6)]
    made = [Sessions(Database("session", engine, PATIENCE, 0), "i", 30, 480, clock) for engine in engines]
    with ThreadPoolExecutor(6) as pool:
        cookies = list(pool.map(lambda one: one.start("acme"), made))
    assert all(made[0].find(cookie) for cookie in cookies)
    for engine in engines:
        engine.dispose()
