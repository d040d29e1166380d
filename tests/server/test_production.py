"""The endpoint as production runs it: the gate, request ids, readiness, settings checked before the start."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client import REGISTRY
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.test import Client

from server.concurrency_limit import ConcurrencyLimit, add_concurrency_limit
from server.logs import JsonFormatter
from server.observing import ROUTES, Observed
from server.production import make_application
from server.start import read_start, start_or_exit
from tests.site_helper import Site
from view.problems import ContentError
from view.settings.deploy_settings import Limits


def test_searches_beyond_the_limits_are_refused() -> None:
    gate = ConcurrencyLimit(Limits(searches=1, waiting=1, wait_seconds=0.05, retry_seconds=7))
    gate.enter()
    with pytest.raises(ServiceUnavailable) as refused:
        gate.enter()  # waits its time in vain
    assert dict(refused.value.get_headers())["Retry-After"] == "7"
    assert gate._waiting
    assert gate._waiting.acquire(blocking=False)  # its place among those who wait is free again
    patient = ConcurrencyLimit(Limits(searches=1, waiting=1, wait_seconds=30))
    patient.enter()
    waiting = threading.Thread(target=patient.enter)
    waiting.start()
    assert patient._waiting
    while patient._waiting.acquire(blocking=False):  # until the other waits
        patient._waiting.release()
    with pytest.raises(ServiceUnavailable):
        patient.enter()
    patient.leave()
    waiting.join(10)
    assert not waiting.is_alive()


def test_the_gate_opens_again_whatever_happens_to_a_search() -> None:
    app = Flask("x")
    add_concurrency_limit(app, Limits(searches=1, waiting=0))
    app.add_url_rule("/search", "bad", lambda: str(1 / 0))
    app.add_url_rule("/healthz", "good", lambda: "ok")
    client = app.test_client()
    assert [client.get("/search").status_code for _ in range(3)] == [500, 500, 500]
    assert client.get("/healthz").status_code == 200


def test_each_request_is_one_line_with_its_id(caplog: pytest.LogCaptureFixture) -> None:
    app = Flask("x")
    app.add_url_rule("/search", "search", lambda: "四个字的")
    client = Client(Observed(app))
    with caplog.at_level(logging.INFO, "xinfeng.request"):
        answer = client.get("/search?q=秘密", headers={"X-Request-ID": "from-the-proxy-1", "X-Real-IP": "203.0.113.9"})
        answer.close()
        client.get("/nowhere/秘", headers={"X-Request-ID": "<script>"}).close()
    assert answer.headers["X-Request-ID"] == "from-the-proxy-1"
    first, second = (json.loads(JsonFormatter().format(record)) for record in caplog.records)
    assert (first["request_id"], first["status"], first["bytes"], first["client"]) == (
        "from-the-proxy-1",
        200,
        12,
        "203.0.113.9",
    )
    assert (first["path"], second["path"], second["status"]) == ("/search", "/nowhere/秘", 404)
    assert len(second["request_id"]) == 32


def test_numbers_are_kept_for_known_addresses_alone(tmp_path: Path) -> None:
    """Every address of the endpoint is counted by its name; names that a client makes up are one number."""
    application = make_application(read_start({"XINFENG_ROOT": str(tmp_path)}))
    assert isinstance(application, Observed)
    app = application._app
    assert isinstance(app, Flask)
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert {one for one in rules if not any(one == known or one.startswith(f"{known}/") for known in ROUTES)} == set()
    client = Client(application)
    for number in range(300):
        for path in (
            f"/api/x{number}",
            f"/api/search/{number}",
            f"/{number}",
            f"/search{number}",
            f"/accounts/{number}",
        ):
            client.open(path, method=("GET", "POST", f"X{number}")[number % 3]).close()
    counted = {sample.labels["route"] for family in REGISTRY.collect() for sample in family.samples
               if family.name in ("xinfeng_requests", "xinfeng_request_seconds")}  # fmt: skip
    assert counted <= {*ROUTES, "other"}


def test_a_method_that_is_not_taken_is_told_which_are(tmp_path: Path) -> None:
    client = Client(make_application(read_start({"XINFENG_ROOT": str(tmp_path)})))
    for path in ROUTES:
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
            answer = client.open(path, method=method)
            if answer.status_code == 405:
                assert "GET" in answer.headers["Allow"] or path == "/sign-out", (path, method)
            answer.close()


def test_ready_only_with_an_index(tmp_path: Path) -> None:
    client = Client(make_application(read_start({"XINFENG_ROOT": str(tmp_path)})))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == "1"
    generation = Site(tmp_path).small().bulletin("2026/11/a").build(index=True).generation
    ready = Client(make_application(read_start({"XINFENG_ROOT": str(tmp_path)}))).get("/readyz")
    assert (ready.status_code, ready.json) == (200, {"status": "ready", "generation": generation})
    assert ready.headers["Cache-Control"] == "no-store"


def test_all_that_is_wrong_is_told_before_the_start(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("titel = 'x'\n[limits]\nsearches = 0\n[oidc]\nissuer = 'no address'\n")
    environment = {"XINFENG_ROOT": str(tmp_path), "XINFENG_SERVER_METRICS": "x", "XINFENG_LIMITS_WAITIN": "1"}
    with pytest.raises(ContentError) as refused:
        read_start(environment)
    said = "\n".join(str(one) for one in refused.value.problems)
    for one in (
        "titel: unknown key",
        "limits.searches",
        "oidc.issuer",
        "server.metrics",
        "XINFENG_LIMITS_WAITIN: unknown",
    ):
        assert one in said
    with pytest.raises(SystemExit, match="does not exist"):
        start_or_exit({"XINFENG_ROOT": str(tmp_path / "nowhere")})
