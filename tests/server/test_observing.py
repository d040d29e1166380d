"""What operators see of requests: a line each, and numbers of known addresses."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client import REGISTRY
from werkzeug.test import Client

from server.logs import JsonFormatter
from server.observing import ROUTES, Observed
from server.production import make_application
from server.start import read_start


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
