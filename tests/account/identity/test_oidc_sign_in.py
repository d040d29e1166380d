"""Attacks on signing in, each refused, and noted in the audit log without a token in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.account.forger import (
    EC,
    ED,
    RSA,
    Forger,
    begin,
    come_back,
    sign_in,
)
from tests.account.forgeries import CLAIMED, FORGED
from tests.account.world import NOW, Clock, Log, make_app
from view.settings.endpoint_settings import Counts, EndpointSettings
from view.settings.site_settings import Settings

START = int(NOW.timestamp())


def refused(client: FlaskClient, log: Log, reason: str) -> None:
    """Nobody is signed in, and the log says why."""
    assert client.get("/api/counts").status_code == 401
    said = [one for one in log.said() if one["event"] == "sign_in_refused"]
    assert len(said) == 1
    assert set(said[0]) == {"time", "event", "reason"}
    assert said[0]["reason"]
    assert reason in ("", said[0]["reason"])
    assert [one for one in log.said() if one["event"] == "sign_in"] == []


@pytest.mark.parametrize("attack", FORGED)
def test_a_forged_token_signs_nobody_in(client: FlaskClient, forger: Forger, log: Log, attack: str) -> None:
    make, reason = FORGED[attack]
    asked = begin(client)
    answer = come_back(client, forger, asked, make(forger, forger.claims(nonce=asked["nonce"])))
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store, private"
    refused(client, log, reason)


@pytest.mark.parametrize("attack", CLAIMED)
def test_a_token_with_wrong_claims_signs_nobody_in(client: FlaskClient, forger: Forger, log: Log, attack: str) -> None:
    claims, reason = CLAIMED[attack]
    asked = begin(client)
    token = forger.sign(forger.claims(**({"nonce": asked["nonce"]} | claims)))
    assert come_back(client, forger, asked, token).status_code == 400
    refused(client, log, reason)


@pytest.mark.parametrize(
    "claims", [{"exp": START - 29}, {"nbf": START + 29}, {"iat": START + 29}, {"aud": ["xinfeng"], "azp": "xinfeng"}]
)
def test_a_clock_that_differs_by_less_than_the_leeway_is_tolerated(
    client: FlaskClient, forger: Forger, claims: dict[str, Any]
) -> None:
    asked = begin(client)
    token = forger.sign(forger.claims(nonce=asked["nonce"], **claims))
    assert come_back(client, forger, asked, token).status_code == 303


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (EC, "ES256"), (ED, "EdDSA")])
def test_signatures_by_key_pairs_are_accepted(client: FlaskClient, forger: Forger, key: Any, alg: str) -> None:
    asked = begin(client)
    token = forger.sign(forger.claims(nonce=asked["nonce"]), key, alg, typ="JWT")
    assert come_back(client, forger, asked, token).status_code == 303
    assert client.get("/api/counts").get_json()["enterprise"] == "demo-a"


@pytest.mark.parametrize(
    "others",
    [{"state": ""}, {"state": "x"}, {"state": "x" * 5000}, {"state": "\x00'"}, {"code": ""}, {"code": "x"}],
)
def test_a_missing_or_foreign_state_or_code_is_refused(
    client: FlaskClient, forger: Forger, log: Log, others: dict[str, str]
) -> None:
    asked = begin(client)
    token = forger.sign(forger.claims(nonce=asked["nonce"]))
    assert come_back(client, forger, asked, token, **others).status_code == 400
    refused(client, log, "state" if "state" in others else "code")


def test_a_state_without_a_beginning_is_refused(client: FlaskClient, log: Log) -> None:
    assert client.get("/sign-in/callback?code=a&state=b").status_code == 400
    refused(client, log, "state")


def test_a_parameter_given_twice_is_refused(client: FlaskClient, log: Log) -> None:
    state = begin(client)["state"]
    assert client.get(f"/sign-in/callback?code=a&state={state}&state=b").status_code == 400
    refused(client, log, "state")


def test_a_swapped_state_signs_nobody_in(make_client: Callable[[], FlaskClient], forger: Forger, log: Log) -> None:
    """The attacker begins to sign in and lets the victim's browser finish: it would be in the attacker's account."""
    attacker, victim = make_client(), make_client()
    theirs = begin(attacker)
    begin(victim)
    answer = come_back(victim, forger, theirs, forger.sign(forger.claims(nonce=theirs["nonce"])))
    assert answer.status_code == 400
    refused(victim, log, "state")


def test_a_code_and_its_state_are_good_once(client: FlaskClient, forger: Forger, log: Log) -> None:
    asked = begin(client)
    token = forger.sign(forger.claims(nonce=asked["nonce"]))
    cookie = client.get_cookie("xinfeng_sign_in")
    assert cookie
    assert come_back(client, forger, asked, token).status_code == 303
    client.delete_cookie("xinfeng_session")
    client.set_cookie("xinfeng_sign_in", cookie.value)  # even with the cookie kept
    assert come_back(client, forger, asked, token).status_code == 400
    assert [one["event"] for one in log.said()] == ["sign_in", "sign_in_refused"]
    assert client.get("/api/counts").status_code == 401


def test_a_sign_in_that_took_too_long_is_refused(client: FlaskClient, forger: Forger, clock: Clock, log: Log) -> None:
    asked = begin(client)
    clock.now = NOW + timedelta(minutes=10)
    assert come_back(client, forger, asked, forger.sign(forger.claims(nonce=asked["nonce"]))).status_code == 400
    refused(client, log, "state")


@pytest.mark.parametrize("said", [{}, {"iss": "https://evil.example"}])
def test_another_providers_answer_is_refused(
    client: FlaskClient, forger: Forger, log: Log, said: dict[str, str]
) -> None:
    forger.says_issuer = True
    asked = begin(client)
    token = forger.sign(forger.claims(nonce=asked["nonce"]))
    assert come_back(client, forger, asked, token, **said).status_code == 400
    refused(client, log, "issuer")
    asked = begin(client)
    token = forger.sign(forger.claims(nonce=asked["nonce"]))
    assert come_back(client, forger, asked, token, iss=forger.issuer).status_code == 303


def test_an_error_of_the_provider_ends_the_sign_in(client: FlaskClient, log: Log) -> None:
    state = begin(client)["state"]
    answer = client.get(f"/sign-in/callback?error=access_denied&error_description=<script>&state={state}")
    assert answer.status_code == 403
    assert "script" not in answer.text
    refused(client, log, "provider")


@pytest.mark.parametrize("enterprise", [None, "", "  ", 1.5, True, ["demo-a"], {"a": 1}, "a" * 101, "a\nb", "a\x00"])
def test_an_account_without_a_company_is_refused(
    client: FlaskClient, forger: Forger, log: Log, enterprise: Any
) -> None:
    asked = begin(client)
    token = forger.sign(forger.claims(nonce=asked["nonce"], enterprise=enterprise))
    answer = come_back(client, forger, asked, token)
    assert answer.status_code == 403
    assert "没有绑定企业" in answer.text
    refused(client, log, "no_enterprise")


def test_a_company_from_user_info_counts_only_for_the_same_reader(client: FlaskClient, forger: Forger) -> None:
    for subject, status in (("u-2", 403), ("u-1", 303)):
        forger.told = {"sub": subject, "enterprise": "demo-b"}
        asked = begin(client)
        token = forger.sign(forger.claims(nonce=asked["nonce"], enterprise=None))
        assert come_back(client, forger, asked, token).status_code == status
    assert client.get("/api/counts").get_json()["enterprise"] == "demo-b"


def test_session_fixation_gains_nothing(client: FlaskClient, forger: Forger) -> None:
    client.set_cookie("xinfeng_session", "planted")
    sign_in(client, forger)
    cookie = client.get_cookie("xinfeng_session")
    assert cookie
    assert cookie.value != "planted"
    assert len(cookie.value) >= 43  # 256 bits
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")


def test_over_https_the_cookies_are_bound_to_the_host(tmp_path: Path, clock: Clock, forger: Forger) -> None:
    endpoint = EndpointSettings(oidc=forger.settings, counts=Counts(database_url="sqlite:///none"))
    site = Settings(base_url="https://risk.example.cn")
    client = make_app(tmp_path, clock, site=site, endpoint=endpoint, demo=False).test_client()
    client.get("/sign-in", base_url="https://risk.example.cn")
    answer = client.get("/sign-in", base_url="https://risk.example.cn")
    assert answer.headers["Set-Cookie"].startswith("__Host-xinfeng_sign_in=")
    assert "Secure; HttpOnly; Path=/; SameSite=Lax" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("change", [lambda value: value[:-1], lambda value: value + "x", str.swapcase, lambda _: ""])
def test_a_tampered_cookie_is_worth_nothing(client: FlaskClient, forger: Forger, change: Callable[[str], str]) -> None:
    sign_in(client, forger)
    cookie = client.get_cookie("xinfeng_session")
    assert cookie
    client.set_cookie("xinfeng_session", change(cookie.value))
    assert client.get("/api/counts").status_code == 401
