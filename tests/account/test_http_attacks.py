"""Attacks on the account's addresses: other sites, other companies, injected text, caches, floods."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from account.base.audit import LOGGER
from account.base.paths import MAX_WAY_BACK
from tests.account.forger import (
    Forger,
    begin,
    come_back,
    sign_in,
)
from tests.account.world import PORTAL, SITE, Clock, Log, make_app
from view.settings.endpoint_settings import Counts, EndpointSettings, RateLimits
from view.settings.site_settings import Settings

OUTSIDE = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "/a\r\nLocation: x",
    "evil",
]


@pytest.mark.parametrize("target", OUTSIDE)
def test_the_way_back_leads_only_to_this_site(client: FlaskClient, forger: Forger, target: str) -> None:
    asked = begin(client, f"/sign-in?next={quote(target)}")
    token = forger.sign(forger.claims(nonce=asked["nonce"]))
    answer = come_back(client, forger, asked, token, next=target, back=target)
    assert answer.headers["Location"] == "/"
    assert not [name for name, value in answer.headers if "evil" in value]


def test_the_way_back_leads_where_the_reader_wanted(client: FlaskClient, forger: Forger) -> None:
    assert client.get("/account/policies?page=2").headers["Location"] == "/sign-in?next=%2Faccount%2Fpolicies"
    answer = sign_in(client, forger, path="/sign-in?next=%2Faccount%2Fpolicies%3Fpage%3D2")
    assert answer.headers["Location"] == "/account/policies?page=2"


def test_a_way_back_longer_than_any_address_is_forgotten(client: FlaskClient, forger: Forger) -> None:
    for length, back in ((MAX_WAY_BACK, f"/{'a' * (MAX_WAY_BACK - 1)}"), (MAX_WAY_BACK + 1, "/")):
        path = f"/{'a' * (length - 1)}"
        assert sign_in(client, forger, path=f"/sign-in?next={path}").headers["Location"] == back


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/localhost"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_another_site_cannot_sign_anyone_out(
    client: FlaskClient, forger: Forger, log: Log, headers: dict[str, str]
) -> None:
    sign_in(client, forger)
    assert client.post("/sign-out", headers=headers).status_code == 403
    assert [one.get("reason") for one in log.said()] == [None, "origin"]
    assert client.get("/sign-out", headers=headers).status_code == 405
    assert client.get("/api/counts").status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": SITE}, {"Referer": f"{SITE}/account"}, {"Origin": PORTAL}])
def test_pages_of_ours_sign_out_here_and_at_the_provider(
    client: FlaskClient, forger: Forger, headers: dict[str, str], log: Log
) -> None:
    sign_in(client, forger)
    copied = client.get_cookie("xinfeng_session")
    assert copied
    answer = client.post("/sign-out", headers=headers)
    assert answer.status_code == 200
    assert f"to {forger.issuer}/end?from=us&amp;id_token_hint=eyJ" in answer.text
    assert "post_logout_redirect_uri=http%3A%2F%2Flocalhost%2F" in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    client.set_cookie("xinfeng_session", copied.value)
    assert client.get("/api/counts").status_code == 401
    assert [one["event"] for one in log.said()] == ["sign_in", "sign_out"]


def test_only_listed_origins_may_read_with_the_readers_cookie(client: FlaskClient, forger: Forger) -> None:
    sign_in(client, forger)
    for origin, shared in (
        (SITE, True),
        (PORTAL, True),
        ("https://evil.example", False),
        ("null", False),
        (f"{PORTAL}.evil", False),
    ):
        for answer in (
            client.get("/api/counts", headers={"Origin": origin}),
            client.options("/api/counts", headers={"Origin": origin, "Access-Control-Request-Method": "GET"}),
        ):
            assert answer.headers.get("Access-Control-Allow-Origin") == (origin if shared else None)
            assert answer.headers.get("Access-Control-Allow-Credentials") == ("true" if shared else None)
            assert "Origin" in answer.vary
            assert answer.headers["Cache-Control"] == "no-store, private"
        assert ("Access-Control-Allow-Headers" in answer.headers) is shared
    assert "Access-Control-Allow-Origin" not in client.get("/account/policies", headers={"Origin": PORTAL}).headers


def test_the_company_comes_from_the_session_alone(client: FlaskClient, forger: Forger) -> None:
    sign_in(client, forger, "demo-b")
    names = ("enterprise", "enterprise_id", "key", "sub", "user")
    headers = {f"X-{name.title()}": "demo-a" for name in (*names, "remote-user", "forwarded-user")}
    for name in names:
        client.set_cookie(name, "demo-a")
        answer = client.get("/api/counts", query_string={name: "demo-a"}, headers=headers).get_json()
        assert answer["enterprise"] == "demo-b"
        assert [one["count"] for one in answer["counts"]] == [0, 0, 0]
    for path in ("/api/counts/demo-a", "/account/demo-a", "/account/policies/demo-a"):
        assert client.get(path, headers=headers).status_code == 404


HOSTILE = ["' OR '1'='1", "demo-a' --", "'; DROP TABLE policies; --", "\\' OR 1=1 #", "%' OR '%'='", "demo-a\u0000"]


@pytest.mark.parametrize("text", HOSTILE)
def test_sql_in_any_input_is_only_text(client: FlaskClient, forger: Forger, text: str) -> None:
    if text.isprintable():
        sign_in(client, forger, text)
        answer = client.get("/api/counts").get_json()
        assert (answer["enterprise"], [one["count"] for one in answer["counts"]]) == (text, [0, 0, 0])
        assert " 0 None None" in client.get("/account/policies").text
    sign_in(client, forger)
    assert client.get("/account/policies", query_string={"page": text}).status_code == 404
    assert client.get(f"/account/{text}").status_code == 404
    client.get("/sign-in", query_string={"next": text})
    client.get("/sign-in/callback", query_string={"state": text, "code": text, "iss": text})
    client.get("/api/counts", headers={"Authorization": f"Bearer {text.replace(chr(0), '')}"})
    other = client.application.test_client()
    other.set_cookie("xinfeng_session", text.replace("\u0000", "").replace(";", ""))
    assert other.get("/api/counts").status_code == 401
    assert [one["count"] for one in client.get("/api/counts").get_json()["counts"]] == [3, 5, 2]


def test_headers_cannot_be_injected(client: FlaskClient, forger: Forger) -> None:
    for text in ("/a\r\nSet-Cookie: x=1", "/a\nX-Evil: 1", "/%0d%0aX-Evil:1", "/a\u2028X-Evil: 1"):
        asked = begin(client, "/sign-in?next=" + quote(text))
        answer = come_back(client, forger, asked, forger.sign(forger.claims(nonce=asked["nonce"])))
        assert "X-Evil" not in answer.headers
        assert "x=1" not in " ".join(answer.headers.getlist("Set-Cookie"))
        assert client.get("/api/counts", headers={"Origin": f"{SITE}%0d%0aX-Evil: 1"}).headers.get("X-Evil") is None


def test_no_shared_cache_may_ever_store_an_answer(client: FlaskClient, forger: Forger) -> None:
    state = begin(client)["state"]
    answers = [client.get("/sign-in"), client.get(f"/sign-in/callback?state={state}"), client.post("/sign-in")]
    answers += [client.get("/api/counts"), client.options("/api/counts"), client.post("/api/counts")]
    sign_in(client, forger)
    answers += [client.get(path) for path in ("/api/counts", "/account", "/account/claims", "/account/x")]
    answers += [client.head("/api/counts"), client.post("/sign-out", headers={"Origin": SITE})]
    assert {answer.status_code for answer in answers} == {200, 204, 303, 400, 401, 404, 405}
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert not {"ETag", "Last-Modified", "Expires"} & set(answer.headers.keys())


def test_rates_are_limited_for_each_address_and_each_company(
    tmp_path: Path, clock: Clock, forger: Forger, business_url: str, log: Log
) -> None:
    limits, counts = RateLimits(sign_in=3, counts=2), Counts(database_url=business_url)
    endpoint = EndpointSettings(oidc=forger.settings, counts=counts, rate_limits=limits)
    app = make_app(tmp_path, clock, site=Settings(base_url=SITE), endpoint=endpoint)
    logging.getLogger(LOGGER).addHandler(log)  # a new endpoint has its log to itself
    first, second = app.test_client(), app.test_client()
    sign_in(first, forger)
    assert [first.get("/api/counts").status_code for _ in range(3)] == [200, 200, 429]
    assert [first.get(path).status_code for path in ("/account", "/account/policies")] == [429, 429]
    refused = first.get("/api/counts")
    assert refused.content_type == "application/problem+json"
    assert int(refused.headers["Retry-After"]) == 30
    assert [second.get("/sign-in").status_code for _ in range(2)] == [303, 429]
    elsewhere = {"REMOTE_ADDR": "10.0.0.7"}
    assert second.get("/sign-in", environ_base=elsewhere).status_code == 303
    assert [second.get("/api/counts").status_code for _ in range(3)] == [401, 401, 429]
    reasons = [(one["event"], one.get("enterprise"), one.get("reason")) for one in log.said()]
    assert ("counts_refused", "demo-a", "rate") in reasons
    assert ("sign_in_refused", None, "rate") in reasons
