"""What development adds to pages: a script of this origin, and a banner that shows problems as text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.preview import static_files
from server.preview.live_pages import LiveState, _may_be_page, add_live_pages

MakeApp = Callable[..., Flask]


@pytest.fixture
def state() -> LiveState:
    return LiveState()


@pytest.fixture
def client(make_app: MakeApp, root: Path, state: LiveState) -> FlaskClient:
    app = make_app()
    app.register_blueprint(static_files.make_static_blueprint(root))
    add_live_pages(app, state)
    return app.test_client()


def test_pages_get_the_script_and_nothing_inline(client: FlaskClient, state: LiveState) -> None:
    for path in ("/", "/none", "/search", "/boom", "/embed/guide/a/", "/sign-in"):
        text = client.get(path, headers={"Host": "127.0.0.1:8123"}).text
        script = f'<script src="/livereload.js?host=127.0.0.1&amp;port=8123&amp;snipver={state.build}'
        assert text.count("<script") == text.count(script) == 1
        assert "live-problems" not in text
        assert text.index("<body>") < text.index(script) < text.index("</body>")


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("localhost", "host=localhost&amp;port=80"),
        ("[::1]:8000", "host=%5B%3A%3A1%5D&amp;port=8000"),
    ],
)
def test_the_script_is_told_where_the_socket_is(client: FlaskClient, host: str, told: str) -> None:
    assert told in client.get("/", headers={"Host": host}).text


def test_other_answers_are_left_alone(client: FlaskClient, root: Path) -> None:
    for name in ("assets/style.css", "risk/feed.atom", "generation.json"):
        assert client.get(f"/{name}").data == (root / "site" / name).read_bytes()
    assert "script" not in client.get("/api/counts").text


def test_problems_show_on_every_page_as_text_until_they_are_mended(client: FlaskClient, state: LiveState) -> None:
    problem = 'content/risk/x.md:3:8: level: unknown value "<script>alert(1)</script>"'
    state.built([problem, "content/risk/y.md:1:1: no title"])
    for path in ("/", "/none", "/search"):
        text = client.get(path).text
        assert "内容有 2 个问题" in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "<script>alert" not in text
        assert 'style="' not in text
    assert client.get("/livereload.css").content_type == "text/css; charset=utf-8"
    state.built([])
    assert "live-problems" not in client.get("/").text


def test_a_page_is_never_taken_from_the_browser_s_cache(client: FlaskClient) -> None:
    first = client.get("/")
    assert first.headers["Cache-Control"] == "no-store, private"
    assert "ETag" not in first.headers
    assert client.get("/", headers={"If-None-Match": "*", "Range": "bytes=0-1"}).data == first.data
    assert client.head("/").content_length == len(first.data)


def test_the_policy_of_the_page_stays_and_lets_the_socket_through(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "connect-src ws: 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("path", "is_page"),
    [
        ("/api/search", False),
        ("/api/suggest", False),
        ("/search.atom", False),
        ("/risk/feed.atom", False),
        ("/assets/style.css", False),
        ("/search", True),
        ("/risk/a/", True),
        ("/404.html", True),
    ],
)
def test_only_what_gets_additions_loses_its_validators(path: str, is_page: bool) -> None:
    assert _may_be_page(path) == is_page


def test_data_is_revalidated_as_elsewhere(client: FlaskClient) -> None:
    tag = client.get("/risk/feed.atom").headers["ETag"]
    assert client.get("/risk/feed.atom", headers={"If-None-Match": tag}).status_code == 304
