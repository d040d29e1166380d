"""The endpoint as a whole: error shapes, security headers, limits, demo mode only when asked for."""

import base64
import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader, Environment

from server.app import create_app
from tests.site_helper import Page
from view.hosting.headers import security_headers
from view.settings.site_settings import Settings

MakeApp = Callable[..., Flask]


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    return make_app().test_client()


def test_programs_get_problem_json(client: FlaskClient) -> None:
    answer = client.get("/api/counts")
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.get_json(force=True) == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "请先登录企业账号。",
        "sign_in_url": "/sign-in",
    }
    assert "请先登录" in answer.text  # written as it is, not as \uXXXX
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/none", 404), ("POST", "/api/counts", 405), ("GET", "/api/boom", 500), ("GET", "/x.atom", 404)],
)
def test_every_error_of_the_api_is_a_problem(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    problem = answer.get_json(force=True)
    assert problem["status"] == status
    assert problem["detail"].endswith("。")
    if status == 405:
        assert "GET" in answer.headers["Allow"]


def test_no_debugging_is_asked_for_by_the_environment(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert make_app().test_client().get("/api/boom").status_code == 500


@pytest.mark.parametrize(
    ("method", "path", "status", "heading"),
    [
        ("GET", "/none", 404, "没有找到这个页面"),
        ("GET", "/sign-out", 405, "不支持这种请求"),
        ("GET", "/boom", 500, "服务器出错了"),
        ("POST", "/sign-in", 400, "请求有误"),
    ],
)
def test_people_get_a_page(client: FlaskClient, method: str, path: str, status: int, heading: str) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.content_type) == (status, "text/html; charset=utf-8")
    assert f"{status} {heading}" in answer.text
    assert " / /risk/ /guide/" in answer.text


def test_a_refusal_says_what_would_be_right(client: FlaskClient) -> None:
    assert "没有这家示例企业；可选的有：demo-a、demo-b。" in client.post("/sign-in", data={"enterprise": "x"}).text


def test_a_crash_tells_the_log_and_nobody_else(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answers = [client.get("/boom").text, client.get("/api/boom").text]
    assert all("secret" not in text for text in answers)
    assert "a secret detail" in caplog.text


def test_error_pages_stand_without_templates(make_app: MakeApp) -> None:
    answer = make_app(environment=Environment(loader=DictLoader({}), autoescape=True)).test_client().get("/none")
    assert answer.status_code == 404
    assert "<h1>没有找到这个页面</h1>" in answer.text


def test_links_of_error_pages_lead_to_the_site_when_it_lives_elsewhere(make_app: MakeApp) -> None:
    settings = Settings(base_url="https://risk.example.cn", endpoint_origin="https://api.example.cn")
    assert " https://risk.example.cn/risk/" in make_app(settings=settings).test_client().get("/none").text


def test_every_answer_has_its_security_headers(client: FlaskClient) -> None:
    for path, face in (("/search", "page"), ("/none", "page"), ("/api/counts", "data"), ("/healthz", "data")):
        answer = client.get(path)
        for name, value in security_headers(Settings(), "page" if face == "page" else "data").items():
            assert answer.headers[name] == value, (path, name)


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"enterprise": "demo-a", "next": "/" + "a" * 20_000})
    assert answer.status_code == 413
    assert "提交的内容太大" in answer.text


def test_demo_mode_is_off_unless_asked_for(make_app: MakeApp) -> None:
    client = make_app(demo=False).test_client()
    assert client.get("/sign-in").status_code == 404
    assert client.post("/sign-in", data={"enterprise": "demo-a"}).status_code == 404
    assert client.post("/sign-out").status_code == 404
    assert client.get("/api/counts").get_json(force=True)["sign_in_url"] == Settings().sign_in.portal_url


def test_a_cookie_of_demo_mode_is_worth_nothing_without_it(make_app: MakeApp) -> None:
    def cookie(app: Flask) -> str:
        return app.test_client().post("/sign-in", data={"enterprise": "demo-a"}).headers["Set-Cookie"].partition(";")[0]

    def status(app: Flask) -> int:
        return app.test_client(use_cookies=False).get("/api/counts", headers={"Cookie": signed}).status_code

    signed = cookie(make_app(demo=True))
    assert status(make_app(demo=True)) == 200
    assert status(make_app(demo=False)) == 401


def test_the_demo_cookie_works_on_plain_http_and_is_kept_from_scripts(client: FlaskClient) -> None:
    header = client.post("/sign-in", data={"enterprise": "demo-a"}).headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Secure" not in header


def test_with_no_index_at_all_the_page_is_whole_and_keeps_the_query(tmp_path: Path) -> None:
    answer = create_app(tmp_path, demo=False).test_client().get("/search?q=关税 <b>&country=VN")
    assert answer.status_code == 503
    page = Page(answer.text)
    assert page.headings[0][0] == 1
    assert page.link("再试一次") == ""
    assert 'value="关税 &lt;b&gt;"' in answer.text
    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert [text for text, _ in page.links] == ["再试一次", "按国别浏览", "按行业浏览"]
