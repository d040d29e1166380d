"""The account's addresses over HTTP in demo mode: contract shapes, isolation, no storing, no open redirect."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from account.base.paths import is_local
from account.identity.cookies import HINT
from tests.account.world import NOW, Clock, make_app, sign_in
from view.settings.endpoint_settings import Counts, EndpointSettings, Oidc, SessionSettings
from view.settings.site_settings import Settings, SignInSettings

COOKIE = "xinfeng_session"


@pytest.fixture
def client(tmp_path: Path, clock: Clock) -> Iterator[FlaskClient]:
    with make_app(tmp_path, clock).test_client() as client:
        yield client


def test_the_counts_have_the_shape_of_the_contract(client: FlaskClient) -> None:
    sign_in(client)
    answer = client.get("/api/counts")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.content_type == "application/json"
    assert answer.json == {
        "enterprise": "demo-a",
        "enterprise_name": "示例企业甲",
        "as_of": "2026-11-20T09:30:15+08:00",
        "counts": [
            {"key": "pending_policies", "label": "待确认保单", "count": 3, "href": "/account/pending_policies"},
            {"key": "effective_notices", "label": "保单生效通知", "count": 5, "href": "/account/effective_notices"},
            {"key": "claim_notices", "label": "索赔申请通知", "count": 2, "href": "/account/claim_notices"},
        ],
    }


def test_zero_leads_nowhere(client: FlaskClient) -> None:
    sign_in(client, "demo-b")
    answer = client.get("/api/counts").json
    assert answer is not None
    assert [(one["count"], one["href"]) for one in answer["counts"]] == [(0, None)] * 3


def test_pages_show_what_the_counts_say(client: FlaskClient) -> None:
    sign_in(client)
    overview = client.get("/account").text
    assert "待确认保单=3:/account/pending_policies" in overview
    assert "2026-11-20 09:30:15+08:00" in overview
    for key, label, count in (
        ("pending_policies", "待确认保单", 3),
        ("effective_notices", "保单生效通知", 5),
        ("claim_notices", "索赔申请通知", 2),
        ("policies", "企业投保", 9),
        ("claims", "索赔申请", 3),
    ):
        text = client.get(f"/account/{key}").text
        assert text.startswith(f"{label} demo-a {count} None None")
        assert text.count("<br>") == count
    assert client.get("/account/other").status_code == 404


def test_whole_lists_open_at_zero_too(client: FlaskClient) -> None:
    sign_in(client, "demo-b")
    for key in ("policies", "claims", "pending_policies"):
        answer = client.get(f"/account/{key}")
        assert answer.status_code == 200
        assert " demo-b 0 " in answer.text


def test_items_are_paged(tmp_path: Path, clock: Clock) -> None:
    client = make_app(tmp_path, clock, site=Settings(per_page=4)).test_client()
    sign_in(client)
    assert " 9 None /account/policies?page=2" in client.get("/account/policies").text
    assert " 9 /account/policies /account/policies?page=3" in client.get("/account/policies?page=2").text
    assert " 9 /account/policies?page=2 None" in client.get("/account/policies?page=3").text
    for page in ("4", "0", "-1", "x", "", "1.5", "9" * 30, "٣"):
        assert client.get("/account/policies", query_string={"page": page}).status_code == 404


@pytest.mark.parametrize("path", ["/account", "/account/policies", "/account/claim_notices"])
def test_not_signed_in_leads_to_sign_in_and_back(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sign-in?next={quote(path, safe='')}"
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_signing_in_leads_home_or_back_and_out_again(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"enterprise": "demo-a"}).headers["Location"] == "/"
    back = client.post("/sign-in", data={"enterprise": "demo-a", "next": "/account/policies?page=2"})
    assert back.headers["Location"] == "/account/policies?page=2"
    assert "demo-a 示例企业甲" in client.get("/sign-in").text
    assert client.get("/sign-in?next=/account").text.endswith("demo-a /account")
    out = client.post("/sign-out")
    assert (out.status_code, out.headers["Location"]) == (303, "/")
    assert client.get("/api/counts").status_code == 401
    assert client.post("/sign-out").status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/a\r\nLocation: x",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_open_redirects_are_refused(client: FlaskClient, target: str) -> None:
    assert not is_local(target)
    answer = client.post("/sign-in", data={"enterprise": "demo-a", "next": target})
    assert answer.headers["Location"] == "/"
    assert client.post(f"/sign-in?next={quote(target)}", data={"enterprise": "demo-a"}).headers["Location"] == "/"
    assert client.get("/sign-in", query_string={"next": target}).text.endswith(" /")


@pytest.mark.parametrize("enterprise", ["", "demo-c", "DEMO-A", "demo-a\x00"])
def test_an_unknown_company_is_refused(client: FlaskClient, enterprise: str) -> None:
    answer = client.post("/sign-in", data={"enterprise": enterprise})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_a_form_from_another_site_is_refused(client: FlaskClient) -> None:
    other = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/sign-in", data={"enterprise": "demo-a"}, headers=other).status_code == 403
    sign_in(client)
    assert client.post("/sign-out", headers=other).status_code == 403
    assert client.get("/api/counts").status_code == 200


def test_a_form_from_another_page_needs_no_token(client: FlaskClient) -> None:
    elsewhere = {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"}
    assert client.post("/sign-in", data={"enterprise": "demo-a"}, headers=elsewhere).status_code == 303
    assert client.post("/sign-out").status_code == 303


def test_the_session_ends_by_the_injected_clock(tmp_path: Path, clock: Clock) -> None:
    endpoint = EndpointSettings(session=SessionSettings(idle_minutes=60, absolute_minutes=60))
    client = make_app(tmp_path, clock, endpoint=endpoint).test_client()
    sign_in(client)
    clock.now = NOW + timedelta(minutes=59)
    assert client.get("/api/counts").status_code == 200
    clock.now = NOW + timedelta(minutes=60)
    assert client.get("/api/counts").status_code == 401


def test_signing_out_ends_the_session_for_a_copied_cookie_too(client: FlaskClient, tmp_path: Path) -> None:
    sign_in(client)
    copied = client.get_cookie(COOKIE)
    assert copied
    client.post("/sign-out")
    client.set_cookie(COOKIE, copied.value)
    assert client.get("/api/counts").status_code == 401


def test_signing_in_gives_a_new_id_whatever_came_along(client: FlaskClient) -> None:
    client.set_cookie(COOKIE, "planted")
    sign_in(client)
    first = client.get_cookie(COOKIE)
    sign_in(client)
    second = client.get_cookie(COOKIE)
    assert first
    assert second
    assert len({"planted", first.value, second.value}) == 3
    client.set_cookie(COOKIE, first.value)
    assert client.get("/api/counts").status_code == 401


def test_a_readable_cookie_hints_that_asking_is_worth_it(client: FlaskClient, clock: Clock) -> None:
    assert client.get_cookie(HINT) is None
    sign_in(client)
    hint = client.get_cookie(HINT)
    assert hint
    assert (hint.value, hint.http_only) == ("1", False)
    clock.now = NOW + timedelta(days=1)
    assert client.get("/api/counts").status_code == 401
    assert client.get_cookie(HINT) is None  # it said more than was true
    sign_in(client)
    client.post("/sign-out")
    assert client.get_cookie(HINT) is None


def test_the_hint_reaches_the_sites_own_origin(tmp_path: Path, clock: Clock) -> None:
    site = Settings(
        base_url="http://www.xf.localhost",
        endpoint_origin="http://api.xf.localhost",
        sign_in=SignInSettings(hint_domain="xf.localhost"),
    )
    client = make_app(tmp_path, clock, site=site).test_client()
    answer = client.post("/sign-in", data={"enterprise": "demo-a"}, base_url="http://api.xf.localhost")
    assert answer.headers["Location"] == "http://www.xf.localhost/"
    session, hint, _ = answer.headers.getlist("Set-Cookie")
    assert "Domain=xf.localhost" in hint
    assert "Domain" not in session


def test_without_demo_mode_sign_in_does_not_exist(tmp_path: Path, clock: Clock) -> None:
    client = make_app(tmp_path, clock, demo=False).test_client()
    for answer in (client.get("/sign-in"), client.post("/sign-in"), client.post("/sign-out"), client.get("/sign-out")):
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store, private"
    assert client.get("/account").headers["Location"] == Settings().sign_in.portal_url
    assert client.get("/api/counts").status_code == 401
    assert list(tmp_path.iterdir()) == []


def test_beside_a_provider_demo_companies_do_not_exist(tmp_path: Path, clock: Clock) -> None:
    endpoint = EndpointSettings(oidc=Oidc(issuer="http://127.0.0.1:1", client_id="x"), counts=Counts(timeout_seconds=1))
    client = make_app(tmp_path, clock, demo=True, endpoint=endpoint).test_client()
    assert client.post("/sign-in", data={"enterprise": "demo-a"}).status_code == 404
    assert client.get("/sign-in").status_code == 503  # this provider is not there
    assert not (tmp_path / "var" / "demo.sqlite").exists()


@pytest.mark.parametrize(
    "host", ["risk.example.cn", "10.0.0.5:8000", "localhost.example.cn", "[2001:db8::1]", "1.127.0.0.1"]
)
def test_demo_companies_do_not_exist_for_requests_that_name_another_host(client: FlaskClient, host: str) -> None:
    for method, path in (("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out")):
        answer = client.open(path, method=method, data={"enterprise": "demo-a"}, headers={"Host": host})
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
def test_demo_companies_do_not_exist_for_what_came_through_a_proxy(client: FlaskClient, header: dict[str, str]) -> None:
    for method, path in (("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out")):
        answer = client.open(path, method=method, data={"enterprise": "demo-a"}, headers=header)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (404, False)


@pytest.mark.parametrize("said", [{"REMOTE_ADDR": "203.0.113.9"}, {"SERVER_PROTOCOL": "HTTP/1.0"}, {"REMOTE_ADDR": ""}])
def test_demo_companies_do_not_exist_for_who_is_not_a_browser_here(client: FlaskClient, said: dict[str, str]) -> None:
    for method, path in (("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out")):
        answer = client.open(path, method=method, data={"enterprise": "demo-a"}, environ_overrides=said)
        assert answer.status_code == 404


def test_a_form_of_our_own_page_signs_in(client: FlaskClient) -> None:
    own = {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000", "Referer": "http://127.0.0.1:8000/sign-in"}
    for said in (own, {**own, "Sec-Fetch-Site": "same-origin", "X-Request-ID": "abcdef-123456"}):
        assert client.post("/sign-in", data={"enterprise": "demo-a"}, headers=said).status_code == 303


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8123", "[::1]:8000", "a.localhost"])
def test_demo_companies_exist_for_this_machine(client: FlaskClient, host: str) -> None:
    answer = client.post("/sign-in", data={"enterprise": "demo-a"}, headers={"Host": host})
    assert answer.status_code == 303


def test_errors_are_not_stored_either(client: FlaskClient, tmp_path: Path) -> None:
    answers = [client.get("/api/counts"), client.post("/api/counts"), client.get("/account/other")]
    sign_in(client)
    (tmp_path / "var" / "demo.sqlite").unlink()
    answers += [client.get("/api/counts"), client.get("/account"), client.get("/account/claims")]
    assert [answer.status_code for answer in answers] == [401, 405, 404, 503, 503, 503]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store, private"}


def test_companies_never_see_each_other(tmp_path: Path, clock: Clock) -> None:
    app = make_app(tmp_path, clock)
    first, second = app.test_client(), app.test_client()
    sign_in(first, "demo-a")
    sign_in(second, "demo-b")
    for _ in range(3):
        assert first.get("/api/counts?enterprise=demo-b", headers={"X-Enterprise": "demo-b"}).json != (
            second.get("/api/counts?enterprise=demo-a", headers={"X-Enterprise": "demo-a"}).json
        )
        assert "示例买方" in first.get("/account/policies").text
        assert "示例买方" not in second.get("/account/policies?enterprise=demo-a").text
    second.set_cookie("enterprise", "demo-a")
    assert "示例买方" not in second.get("/account/policies").text
    second.set_cookie(COOKIE, "demo-a")
    assert second.get("/api/counts").status_code == 401
