"""The counts over HTTP while things go wrong: the stated answer in the stated time, and never another's number."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from account.base.audit import LOGGER, open_log
from tests.account.forger import Forger, sign_in
from tests.account.postgres import OWNER, READER, Cluster
from tests.account.world import SITE, Clock, make_app
from tests.machine import PATIENCE
from view.settings.endpoint_settings import AuditSettings, Counted, Counts, EndpointSettings, RateLimits
from view.settings.site_settings import Settings

pytestmark = pytest.mark.thorough

TIMEOUT = 1.5
FREE = RateLimits(sign_in=0, counts=0)
MakeApp = Callable[[Counts], Flask]


@pytest.fixture
def make(tmp_path: Path, clock: Clock, forger: Forger) -> MakeApp:
    """An endpoint without rate limits."""

    def make(counts: Counts) -> Flask:
        endpoint = EndpointSettings(oidc=forger.settings, counts=counts, rate_limits=FREE)
        return make_app(tmp_path, clock, site=Settings(base_url=SITE), endpoint=endpoint)

    return make


def is_problem(client: FlaskClient) -> bool:
    """Whether counts and pages are refused as they should be, in time."""
    began = time.monotonic()
    answer = client.get("/api/counts")
    problem = json.loads(answer.text)
    assert time.monotonic() - began < PATIENCE
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert problem["detail"] == "业务数据暂时无法获取，请稍后再试。"
    assert answer.headers["Retry-After"] in ("1", "2")
    assert answer.headers["Cache-Control"] == "no-store, private"
    page = client.get("/account")
    assert (page.status_code, page.mimetype) == (503, "text/html")
    return True


def recovers(client: FlaskClient) -> bool:
    """Whether numbers come again by themselves."""
    patience = time.monotonic() + PATIENCE
    while client.get("/api/counts").status_code != 200:
        assert time.monotonic() < patience
        time.sleep(0.05)
    return True


def test_every_fault_of_the_database_is_a_503_in_time_and_heals(
    make: MakeApp, forger: Forger, cluster: Cluster
) -> None:
    counts = Counts(database_url=cluster.url("business"), timeout_seconds=TIMEOUT, retry_seconds=0.1)
    client = make(counts).test_client()
    sign_in(client, forger)
    assert recovers(client)
    for break_, mend in ((cluster.stop, cluster.start), (cluster.freeze, cluster.thaw)):
        break_()
        assert is_problem(client)
        mend()
        assert recovers(client)
    blocker = create_engine(cluster.url("business", OWNER))
    with blocker.connect() as connection:  # slow: another has the table locked
        connection.execute(text("LOCK TABLE policies IN ACCESS EXCLUSIVE MODE"))
        assert is_problem(client)
    blocker.dispose()
    assert recovers(client)


def test_the_role_that_may_only_read_cannot_write_even_so(cluster: Cluster) -> None:
    engine = create_engine(cluster.url("business", READER))
    with engine.connect() as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute(text("DELETE FROM policies"))
    engine.dispose()


def test_two_companies_hammering_never_see_each_others_numbers(
    make: MakeApp, forger: Forger, business_url: str
) -> None:
    app = make(Counts(database_url=business_url, timeout_seconds=PATIENCE, pool_size=3))
    expected = {"demo-a": [3, 5, 2], "demo-b": [0, 0, 0]}
    clients = {enterprise: [app.test_client() for _ in range(3)] for enterprise in expected}
    for enterprise, several in clients.items():
        for client in several:
            sign_in(client, forger, enterprise)

    def hammer(enterprise: str, client: FlaskClient) -> int:
        token = {"Authorization": f"Bearer {forger.access_token(enterprise=enterprise)}"}
        for number in range(400):
            answer = client.get("/api/counts", headers=token if number % 4 == 0 else None).get_json()
            assert answer["enterprise"] == enterprise
            assert [one["count"] for one in answer["counts"]] == expected[enterprise]
            if number % 10 == 0:
                page = client.get("/account/policies").text
                assert f" {enterprise} " in page
                assert ("示例买方" in page) is (enterprise == "demo-a")
        return 400

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(hammer, enterprise, client) for enterprise, some in clients.items() for client in some]
        assert sum(job.result() for job in jobs) == 2400


def test_a_companys_own_huge_question_slows_nobody_else(make: MakeApp, forger: Forger, cluster: Cluster) -> None:
    sleep = "pg_sleep(CASE CAST(:enterprise AS text) WHEN 'demo-a' THEN 3600 ELSE 0 END)"
    slow = f"SELECT n FROM (SELECT {sleep} AS n) AS one WHERE n IS NULL"  # noqa: S608
    counts = Counts(
        database_url=cluster.url("business"),
        timeout_seconds=TIMEOUT,
        retry_seconds=0.5,
        claim_notices=Counted(items=slow, href="/x"),
    )
    app = make(counts)
    client, other = app.test_client(), app.test_client()
    sign_in(client, forger, "demo-a")
    sign_in(other, forger, "demo-b")
    assert is_problem(client)
    assert recovers(other)


def test_the_audit_log_is_one_json_object_a_line(tmp_path: Path, clock: Clock, forger: Forger) -> None:
    endpoint = EndpointSettings(
        oidc=forger.settings,
        counts=Counts(database_url=f"sqlite:///{tmp_path / 'none'}"),
        audit=AuditSettings(file="var/log/audit.log"),
    )
    client = make_app(tmp_path, clock, site=Settings(base_url=SITE), endpoint=endpoint).test_client()
    sign_in(client, forger, '"甲",')
    client.get("/api/counts", headers={"Authorization": "Bearer x.y.z\x0b"})
    client.post("/sign-out", headers={"Origin": SITE})
    lines = (tmp_path / "var" / "log" / "audit.log").read_text(encoding="utf-8").splitlines()
    said = [json.loads(line) for line in lines]
    assert [one["event"] for one in said] == ["sign_in", "counts_refused", "sign_out"]
    assert said[0] == {"time": "2026-11-20T09:30:15.000+08:00", "event": "sign_in", "enterprise": '"甲",'}
    open_log(None, quiet=True)
    assert logging.getLogger(LOGGER).propagate is False


@pytest.mark.parametrize(
    ("said", "dialect"),
    [
        ("'drei'", ""), ("'3'", ""), ("-1", ""), ("2.5", ""), ("9007199254740992", ""), ("1e300", ""),
        ("9e999", "sqlite"), ("x'03'", "sqlite"),
        ("CAST('Infinity' AS numeric)", "postgresql"), ("CAST('NaN' AS numeric)", "postgresql"),
        ("CAST('-Infinity' AS float8)", "postgresql"), ("CAST('NaN' AS float8)", "postgresql"),
        ("true", "postgresql"),
    ],
)  # fmt: skip
def test_what_is_no_count_is_never_shown_as_one(
    make: MakeApp, forger: Forger, business_url: str, caplog: pytest.LogCaptureFixture, said: str, dialect: str
) -> None:
    if not business_url.startswith(dialect):
        return
    wrong = Counted(count=f"SELECT {said} WHERE :enterprise <> ''", href="/claims")
    client = make(Counts(database_url=business_url, claim_notices=wrong)).test_client()
    sign_in(client, forger)
    assert is_problem(client)
    told = [record for record in caplog.records if record.name == "xinfeng.account"]
    assert told
    assert all("the count of claim_notices is " in record.getMessage() for record in told)


@pytest.mark.parametrize("said", ["3", "3.0", "CAST(3 AS numeric)", "CAST(3 AS bigint)"])
def test_a_whole_number_of_any_type_is_a_count(make: MakeApp, forger: Forger, business_url: str, said: str) -> None:
    right = Counted(count=f"SELECT {said} WHERE :enterprise <> ''", href="/claims")
    client = make(Counts(database_url=business_url, claim_notices=right)).test_client()
    sign_in(client, forger)
    assert json.loads(client.get("/api/counts").text)["counts"][2]["count"] == 3
