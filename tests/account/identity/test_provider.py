"""Signing in through a real, certified provider: the whole way, its faults, and its keys renewed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from account.business.demo_data import create_demo_database
from account.identity.provider import Provider
from tests.account.forger import Forger, begin
from tests.account.forger import sign_in as sign_in_at_forger
from tests.account.provider import RealProvider, real_provider
from tests.account.world import SITE, Clock, make_app
from tests.machine import PATIENCE
from tests.processes import free_port
from view.settings.endpoint_settings import Counts, EndpointSettings, Oidc
from view.settings.site_settings import Settings

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def shared() -> Iterator[RealProvider]:
    with real_provider(SITE) as provider:
        yield provider


@pytest.fixture
def provider(shared: RealProvider) -> RealProvider:
    """The provider in order, whatever the test before did to it."""
    return shared.sound()


MakeApp = Callable[[Oidc], Flask]


@pytest.fixture
def make(tmp_path: Path) -> MakeApp:
    """An endpoint on the sample rows that signs in through a provider."""
    create_demo_database(tmp_path / "business.sqlite")
    counts = Counts(database_url=f"sqlite:///{tmp_path / 'business.sqlite'}")

    def make(oidc: Oidc) -> Flask:
        endpoint = EndpointSettings(oidc=oidc, counts=counts)
        return make_app(
            tmp_path, lambda: datetime.now(UTC), site=Settings(base_url=SITE), endpoint=endpoint, demo=False
        )

    return make


def go_there(client: FlaskClient, provider: RealProvider, enterprise: str) -> str:
    """Begin to sign in and do so at the provider; the address it sends back to."""
    there = client.get("/sign-in?next=/account").headers["Location"]
    return provider.sign_in(there, enterprise, f"{SITE}/sign-in/callback")


def counted(client: FlaskClient) -> list[int]:
    return [one["count"] for one in client.get("/api/counts").get_json()["counts"]]


def test_the_whole_way_in_and_out(make: MakeApp, provider: RealProvider) -> None:
    client = make(provider.settings).test_client()
    back = go_there(client, provider, "demo-a")
    assert {"code", "state", "iss"} == set(parse_qs(urlsplit(back).query))
    answer = client.get(back)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert counted(client) == [3, 5, 2]
    out = client.post("/sign-out", headers={"Origin": SITE})
    assert f"{provider.issuer}/session/end?id_token_hint=" in out.text
    assert client.get("/api/counts").status_code == 401


def test_a_code_is_good_once_and_only_with_its_own_sign_in(make: MakeApp, provider: RealProvider) -> None:
    app = make(provider.settings)
    victim, thief = app.test_client(), app.test_client()
    code = parse_qs(urlsplit(go_there(victim, provider, "demo-a")).query)["code"][0]
    for client in (thief, thief):  # neither at once nor again; the provider sees that the verifier is another's
        state = begin(client)["state"]
        stolen = client.get("/sign-in/callback", query_string={"code": code, "state": state, "iss": provider.issuer})
        assert stolen.status_code == 400
    assert thief.get("/api/counts").status_code == 401


def test_a_reader_who_gives_up_at_the_provider_is_told(make: MakeApp, provider: RealProvider) -> None:
    client = make(provider.settings).test_client()
    answer = client.get(go_there(client, provider, ""))
    assert answer.status_code == 403
    assert "登录没有完成" in answer.text


def test_access_tokens_of_the_provider_read_counts(make: MakeApp, provider: RealProvider) -> None:
    client = make(provider.settings).test_client()
    token = provider.access_token("demo-a")
    answer = client.get("/api/counts", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["enterprise"] == "demo-a"
    changed = token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]
    assert client.get("/api/counts", headers={"Authorization": f"Bearer {changed}"}).status_code == 401


def test_the_company_may_stand_in_the_user_info_alone(make: MakeApp) -> None:
    with real_provider(SITE, user_info=True) as provider:
        client = make(provider.settings).test_client()
        assert client.get(go_there(client, provider, "demo-a")).status_code == 303
        assert counted(client) == [3, 5, 2]


def test_provider_down_then_up_with_new_keys(make: MakeApp) -> None:
    with real_provider(SITE) as provider:
        app = make(provider.settings)
        first, second = app.test_client(), app.test_client()
        assert first.get(go_there(first, provider, "demo-a")).status_code == 303
        late = go_there(second, provider, "demo-a")
        provider.stop()
        answer = second.get(late)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert counted(first) == [3, 5, 2]  # whoever is signed in is not troubled
        provider.start()
        assert second.get(go_there(second, provider, "demo-b")).status_code == 303  # signed by keys never seen before
        assert counted(second) == [0, 0, 0]


def test_discovery_unreachable_at_the_start_is_found_later(make: MakeApp) -> None:
    with real_provider(SITE) as provider:
        provider.stop()
        client = make(provider.settings).test_client()
        answer = client.get("/sign-in")
        assert answer.status_code == 503
        assert "门户的登录服务暂时没有响应" in answer.text
        assert client.get("/api/counts").status_code == 401
        provider.start()
        patience = time.monotonic() + PATIENCE
        while client.get("/sign-in").status_code == 503:
            assert time.monotonic() < patience
            time.sleep(0.1)
        assert client.get(go_there(client, provider, "demo-a")).status_code == 303


@pytest.fixture
def at_forger(tmp_path: Path, clock: Clock, forger: Forger) -> Callable[..., FlaskClient]:
    create_demo_database(tmp_path / "business.sqlite")

    def make(**changes: object) -> FlaskClient:
        oidc = replace(forger.settings, **changes)  # type: ignore[arg-type]
        counts = Counts(database_url=f"sqlite:///{tmp_path / 'business.sqlite'}")
        endpoint = EndpointSettings(oidc=oidc, counts=counts)
        return make_app(tmp_path, clock, site=Settings(base_url=SITE), endpoint=endpoint).test_client()

    return make


def test_a_frozen_provider_is_given_up_in_time(at_forger: Callable[..., FlaskClient], forger: Forger) -> None:
    client = at_forger(timeout_seconds=0.3)
    forger.slow = True
    for _ in range(2):  # the second reader is told without asking again
        assert client.get("/sign-in").status_code == 503
    assert len(forger.asked) == 1
    assert not forger.wait.is_set()  # it answers nobody before the test ends


def test_unknown_keys_cannot_make_us_flood_the_provider(at_forger: Callable[..., FlaskClient], forger: Forger) -> None:
    client = at_forger(keys_wait_seconds=60)
    assert client.get("/api/counts", headers={"Authorization": f"Bearer {forger.access_token()}"}).status_code == 200
    for number in range(30):
        token = forger.sign(forger.claims(aud="https://risk.test/api"), kid=f"x{number}")
        assert client.get("/api/counts", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert forger.asked.count("/keys") == 1


def test_a_key_the_provider_has_withdrawn_is_soon_not_trusted(
    at_forger: Callable[..., FlaskClient], forger: Forger
) -> None:
    client = at_forger()
    token = forger.access_token()
    assert client.get("/api/counts", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    forger.keys = forger.keys[1:]
    client.get("/api/counts", headers={"Authorization": f"Bearer {forger.sign(forger.claims(), kid='x')}"})
    assert client.get("/api/counts", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_provider_that_speaks_for_another_is_not_believed(
    at_forger: Callable[..., FlaskClient], forger: Forger
) -> None:
    client = at_forger(issuer=forger.issuer + "/")
    assert client.get("/sign-in").status_code == 503


def test_what_was_read_before_serves_while_the_provider_is_down(forger: Forger) -> None:
    now = [0.0]
    provider = Provider(forger.settings, lambda: now[0])
    header = {"kid": "rsa", "alg": "RS256"}
    assert provider.key(header)
    forger.down = True
    now[0] = 4000.0
    assert provider.key(header)
    asked = len(forger.asked)
    for now[0] in (4000.0, 4010.0, 4029.0):
        assert provider.key(header)
    assert len(forger.asked) == asked
    forger.down = False
    forger.keys = forger.keys[1:]
    now[0] = 4031.0
    assert provider.key(header) is None


def test_nonsense_from_the_provider_is_a_503(at_forger: Callable[..., FlaskClient], forger: Forger) -> None:
    client = at_forger()
    asked = begin(client)
    forger.down = True
    assert client.get("/sign-in/callback", query_string={"code": "x", "state": asked["state"]}).status_code == 503
    forger.down = False
    sign_in_at_forger(client, forger)
    assert client.get("/api/counts").status_code == 200


def test_nobody_there_at_all(make: MakeApp) -> None:
    client = make(Oidc(issuer=f"http://127.0.0.1:{free_port()}", client_id="x", client_secret="y")).test_client()  # noqa: S106
    assert client.get("/sign-in").status_code == 503
