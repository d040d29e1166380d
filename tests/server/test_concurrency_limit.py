"""So many searches at once, so many who wait, and who comes after is told when to come again."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from werkzeug.exceptions import ServiceUnavailable

from server.concurrency_limit import ConcurrencyLimit, add_concurrency_limit
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
