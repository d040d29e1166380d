"""The endpoint as an application server loads it, from a folder with nothing built yet."""

import importlib
from pathlib import Path

import pytest
from werkzeug.test import Client

import wsgi
from server.app import create_app
from view.problems import ContentError


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("XINFENG_ROOT", str(tmp_path))
    return Client(importlib.reload(wsgi).application)


def test_demo_mode_does_not_exist(client: Client, tmp_path: Path) -> None:
    for answer in (
        client.get("/sign-in"),
        client.post("/sign-in", data={"enterprise": "demo-a"}),
        client.post("/sign-out"),
    ):
        assert answer.status_code == 404
    assert client.get("/api/counts").status_code == 401
    assert not (tmp_path / "var" / "demo.sqlite").exists()


def test_before_the_first_build_the_answer_is_503_and_says_so(client: Client, tmp_path: Path) -> None:
    for path, content_type in (
        ("/search", "text/html; charset=utf-8"),
        ("/api/search", "application/problem+json"),
        ("/search.atom", "application/problem+json"),
        ("/healthz", "application/problem+json"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (503, content_type)
    signed_in = create_app(tmp_path, demo=True).test_client()
    signed_in.post("/sign-in", data={"enterprise": "demo-a"})
    assert signed_in.get("/api/counts").status_code == 200
    assert signed_in.get("/account").status_code == 503


def test_settings_with_problems_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("titel = 'x'")
    with pytest.raises(ContentError, match=r"site\.toml:1:1: titel: unknown key"):
        create_app(tmp_path, demo=False)
