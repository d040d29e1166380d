"""The endpoint as production runs it: the gate, request ids, readiness, settings checked before the start."""

from __future__ import annotations

from pathlib import Path

from werkzeug.test import Client

from server.production import make_application
from server.start import read_start
from tests.site_helper import Site


def test_ready_only_with_an_index(tmp_path: Path) -> None:
    client = Client(make_application(read_start({"XINFENG_ROOT": str(tmp_path)})))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == "1"
    generation = Site(tmp_path).small().bulletin("2026/11/a").build(index=True).generation
    ready = Client(make_application(read_start({"XINFENG_ROOT": str(tmp_path)}))).get("/readyz")
    assert (ready.status_code, ready.json) == (200, {"status": "ready", "generation": generation})
    assert ready.headers["Cache-Control"] == "no-store"
