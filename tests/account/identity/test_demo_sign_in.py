"""Demo companies: for a browser of this machine alone, and never beside a provider."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.account.world import Clock, make_app
from view.settings.endpoint_settings import Counts, EndpointSettings, Oidc
from view.settings.site_settings import Settings


def test_without_demo_mode_sign_in_does_not_exist(tmp_path: Path, clock: Clock) -> None:
    demo_client = make_app(tmp_path, clock, demo=False).test_client()
    for answer in (
        demo_client.get("/sign-in"),
        demo_client.post("/sign-in"),
        demo_client.post("/sign-out"),
        demo_client.get("/sign-out"),
    ):
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store, private"
    assert demo_client.get("/account").headers["Location"] == Settings().sign_in.portal_url
    assert demo_client.get("/api/counts").status_code == 401
    assert list(tmp_path.iterdir()) == []


def test_beside_a_provider_demo_companies_do_not_exist(tmp_path: Path, clock: Clock) -> None:
    endpoint = EndpointSettings(oidc=Oidc(issuer="http://127.0.0.1:1", client_id="x"), counts=Counts(timeout_seconds=1))
    demo_client = make_app(tmp_path, clock, demo=True, endpoint=endpoint).test_client()
    assert demo_client.post("/sign-in", data={"enterprise": "demo-a"}).status_code == 404
    assert demo_client.get("/sign-in").status_code == 503  # this provider is not there
    assert not (tmp_path / "var" / "demo.sqlite").exists()


@pytest.mark.parametrize(
    "host", ["risk.example.cn", "10.0.0.5:8000", "localhost.example.cn", "[2001:db8::1]", "1.127.0.0.1"]
)
def test_demo_companies_do_not_exist_for_requests_that_name_another_host(demo_client: FlaskClient, host: str) -> None:
    for method, path in (("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out")):
        answer = demo_client.open(path, method=method, data={"enterprise": "demo-a"}, headers={"Host": host})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "https://risk.example.cn"}, {"Origin": "null"}, {"Referer": "http://risk.example.cn/"},
        {"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-Host": "risk.example.cn"},
        {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Port": "443"}, {"x-forwarded-server": "www"},
        {"Forwarded": "for=203.0.113.9;host=risk.example.cn"}, {"X-Real-IP": "203.0.113.9"}, {"Via": "1.1 proxy"},
        {"X-Client-IP": "203.0.113.9"}, {"True-Client-IP": "203.0.113.9"}, {"CF-Connecting-IP": "203.0.113.9"},
        {"X-Original-Host": "risk.example.cn"}, {"Fly-Client-IP": "203.0.113.9"}, {"X-Amzn-Trace-Id": "Root=1-2-3"},
    ],
)  # fmt: skip
def test_demo_companies_do_not_exist_for_what_came_through_a_proxy(
    demo_client: FlaskClient, header: dict[str, str]
) -> None:
    for method, path in (("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out")):
        answer = demo_client.open(path, method=method, data={"enterprise": "demo-a"}, headers=header)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (404, False)


@pytest.mark.parametrize("said", [{"REMOTE_ADDR": "203.0.113.9"}, {"SERVER_PROTOCOL": "HTTP/1.0"}, {"REMOTE_ADDR": ""}])
def test_demo_companies_do_not_exist_for_who_is_not_a_browser_here(
    demo_client: FlaskClient, said: dict[str, str]
) -> None:
    for method, path in (("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out")):
        answer = demo_client.open(path, method=method, data={"enterprise": "demo-a"}, environ_overrides=said)
        assert answer.status_code == 404


def test_a_form_of_our_own_page_signs_in(demo_client: FlaskClient) -> None:
    own = {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000", "Referer": "http://127.0.0.1:8000/sign-in"}
    for said in (own, {**own, "Sec-Fetch-Site": "same-origin", "X-Request-ID": "abcdef-123456"}):
        assert demo_client.post("/sign-in", data={"enterprise": "demo-a"}, headers=said).status_code == 303


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8123", "[::1]:8000", "a.localhost"])
def test_demo_companies_exist_for_this_machine(demo_client: FlaskClient, host: str) -> None:
    answer = demo_client.post("/sign-in", data={"enterprise": "demo-a"}, headers={"Host": host})
    assert answer.status_code == 303
