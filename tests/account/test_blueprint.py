"""The account's addresses over HTTP in demo mode: contract shapes, isolation, no storing, no open redirect."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from account.base.paths import is_local
from account.identity.cookies import HINT
from tests.account.world import NOW, Clock, make_app, sign_in
from view.settings.endpoint_settings import EndpointSettings, SessionSettings
from view.settings.site_settings import Settings, SignInSettings

COOKIE = "xinfeng_session"


def test_the_counts_have_the_shape_of_the_contract(demo_client: FlaskClient) -> None:
    sign_in(demo_client)
    answer = demo_client.get("/api/counts")
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


def test_zero_leads_nowhere(demo_client: FlaskClient) -> None:
    sign_in(demo_client, "demo-b")
    answer = demo_client.get("/api/counts").json
    assert answer is not None
    assert [(one["count"], one["href"]) for one in answer["counts"]] == [(0, None)] * 3


def test_pages_show_what_the_counts_say(demo_client: FlaskClient) -> None:
    sign_in(demo_client)
    overview = demo_client.get("/account").text
    assert "待确认保单=3:/account/pending_policies" in overview
    assert "2026-11-20 09:30:15+08:00" in overview
    for key, label, count in (
        ("pending_policies", "待确认保单", 3),
        ("effective_notices", "保单生效通知", 5),
        ("claim_notices", "索赔申请通知", 2),
        ("policies", "企业投保", 9),
        ("claims", "索赔申请", 3),
    ):
        text = demo_client.get(f"/account/{key}").text
        assert text.startswith(f"{label} demo-a {count} None None")
        assert text.count("<br>") == count
    assert demo_client.get("/account/other").status_code == 404


def test_whole_lists_open_at_zero_too(demo_client: FlaskClient) -> None:
    sign_in(demo_client, "demo-b")
    for key in ("policies", "claims", "pending_policies"):
        answer = demo_client.get(f"/account/{key}")
        assert answer.status_code == 200
        assert " demo-b 0 " in answer.text


def test_items_are_paged(tmp_path: Path, clock: Clock) -> None:
    demo_client = make_app(tmp_path, clock, site=Settings(per_page=4)).test_client()
    sign_in(demo_client)
    assert " 9 None /account/policies?page=2" in demo_client.get("/account/policies").text
    assert " 9 /account/policies /account/policies?page=3" in demo_client.get("/account/policies?page=2").text
    assert " 9 /account/policies?page=2 None" in demo_client.get("/account/policies?page=3").text
    for page in ("4", "0", "-1", "x", "", "1.5", "9" * 30, "٣"):
        assert demo_client.get("/account/policies", query_string={"page": page}).status_code == 404


@pytest.mark.parametrize("path", ["/account", "/account/policies", "/account/claim_notices"])
def test_not_signed_in_leads_to_sign_in_and_back(demo_client: FlaskClient, path: str) -> None:
    answer = demo_client.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sign-in?next={quote(path, safe='')}"
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_signing_in_leads_home_or_back_and_out_again(demo_client: FlaskClient) -> None:
    assert demo_client.post("/sign-in", data={"enterprise": "demo-a"}).headers["Location"] == "/"
    back = demo_client.post("/sign-in", data={"enterprise": "demo-a", "next": "/account/policies?page=2"})
    assert back.headers["Location"] == "/account/policies?page=2"
    assert "demo-a 示例企业甲" in demo_client.get("/sign-in").text
    assert demo_client.get("/sign-in?next=/account").text.endswith("demo-a /account")
    out = demo_client.post("/sign-out")
    assert (out.status_code, out.headers["Location"]) == (303, "/")
    assert demo_client.get("/api/counts").status_code == 401
    assert demo_client.post("/sign-out").status_code == 303


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
def test_open_redirects_are_refused(demo_client: FlaskClient, target: str) -> None:
    assert not is_local(target)
    answer = demo_client.post("/sign-in", data={"enterprise": "demo-a", "next": target})
    assert answer.headers["Location"] == "/"
    assert demo_client.post(f"/sign-in?next={quote(target)}", data={"enterprise": "demo-a"}).headers["Location"] == "/"
    assert demo_client.get("/sign-in", query_string={"next": target}).text.endswith(" /")


@pytest.mark.parametrize("enterprise", ["", "demo-c", "DEMO-A", "demo-a\x00"])
def test_an_unknown_company_is_refused(demo_client: FlaskClient, enterprise: str) -> None:
    answer = demo_client.post("/sign-in", data={"enterprise": enterprise})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_a_form_from_another_site_is_refused(demo_client: FlaskClient) -> None:
    other = {"Sec-Fetch-Site": "cross-site"}
    assert demo_client.post("/sign-in", data={"enterprise": "demo-a"}, headers=other).status_code == 403
    sign_in(demo_client)
    assert demo_client.post("/sign-out", headers=other).status_code == 403
    assert demo_client.get("/api/counts").status_code == 200


def test_a_form_from_another_page_needs_no_token(demo_client: FlaskClient) -> None:
    elsewhere = {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"}
    assert demo_client.post("/sign-in", data={"enterprise": "demo-a"}, headers=elsewhere).status_code == 303
    assert demo_client.post("/sign-out").status_code == 303


def test_the_session_ends_by_the_injected_clock(tmp_path: Path, clock: Clock) -> None:
    endpoint = EndpointSettings(session=SessionSettings(idle_minutes=60, absolute_minutes=60))
    demo_client = make_app(tmp_path, clock, endpoint=endpoint).test_client()
    sign_in(demo_client)
    clock.now = NOW + timedelta(minutes=59)
    assert demo_client.get("/api/counts").status_code == 200
    clock.now = NOW + timedelta(minutes=60)
    assert demo_client.get("/api/counts").status_code == 401


def test_signing_out_ends_the_session_for_a_copied_cookie_too(demo_client: FlaskClient, tmp_path: Path) -> None:
    sign_in(demo_client)
    copied = demo_client.get_cookie(COOKIE)
    assert copied
    demo_client.post("/sign-out")
    demo_client.set_cookie(COOKIE, copied.value)
    assert demo_client.get("/api/counts").status_code == 401


def test_signing_in_gives_a_new_id_whatever_came_along(demo_client: FlaskClient) -> None:
    demo_client.set_cookie(COOKIE, "planted")
    sign_in(demo_client)
    first = demo_client.get_cookie(COOKIE)
    sign_in(demo_client)
    second = demo_client.get_cookie(COOKIE)
    assert first
    assert second
    assert len({"planted", first.value, second.value}) == 3
    demo_client.set_cookie(COOKIE, first.value)
    assert demo_client.get("/api/counts").status_code == 401


def test_a_readable_cookie_hints_that_asking_is_worth_it(demo_client: FlaskClient, clock: Clock) -> None:
    assert demo_client.get_cookie(HINT) is None
    sign_in(demo_client)
    hint = demo_client.get_cookie(HINT)
    assert hint
    assert (hint.value, hint.http_only) == ("1", False)
    clock.now = NOW + timedelta(days=1)
    assert demo_client.get("/api/counts").status_code == 401
    assert demo_client.get_cookie(HINT) is None  # it said more than was true
    sign_in(demo_client)
    demo_client.post("/sign-out")
    assert demo_client.get_cookie(HINT) is None


def test_the_hint_reaches_the_sites_own_origin(tmp_path: Path, clock: Clock) -> None:
    site = Settings(
        base_url="http://www.xf.localhost",
        endpoint_origin="http://api.xf.localhost",
        sign_in=SignInSettings(hint_domain="xf.localhost"),
    )
    demo_client = make_app(tmp_path, clock, site=site).test_client()
    answer = demo_client.post("/sign-in", data={"enterprise": "demo-a"}, base_url="http://api.xf.localhost")
    assert answer.headers["Location"] == "http://www.xf.localhost/"
    session, hint, _ = answer.headers.getlist("Set-Cookie")
    assert "Domain=xf.localhost" in hint
    assert "Domain" not in session


def test_errors_are_not_stored_either(demo_client: FlaskClient, tmp_path: Path) -> None:
    answers = [demo_client.get("/api/counts"), demo_client.post("/api/counts"), demo_client.get("/account/other")]
    sign_in(demo_client)
    (tmp_path / "var" / "demo.sqlite").unlink()
    answers += [demo_client.get("/api/counts"), demo_client.get("/account"), demo_client.get("/account/claims")]
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
