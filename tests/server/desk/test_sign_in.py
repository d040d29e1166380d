"""Signing in to the desk over a network: editors come in, all others stay out, and the log says who."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import Client, TestResponse

from commands import desk as command
from editing.desk.application import DeskApplication
from editing.desk.desk import Desk
from editing.desk.gate import Gate
from tests.account.forger import CLIENT, SECRET, Forger, running
from tests.account.forgeries import CLAIMED, FORGED
from tests.account.world import NOW, Clock
from tests.site_helper import Site

ORIGIN = "https://desk.example.cn"


@pytest.fixture
def forger() -> Iterator[Forger]:
    with running(Clock()) as forger:
        yield forger


@pytest.fixture
def app(site: Site, forger: Forger) -> DeskApplication:
    site.small().bulletin("a").settings(
        f'[oidc]\nissuer = "{forger.issuer}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
        f'timeout_seconds = 1\n[desk]\nurl = "{ORIGIN}"\neditor_claim = "realm.roles"\neditor_values = ["编辑"]\n'
    )
    desk = Desk(site.root, Gate("http://127.0.0.1:1"), lambda settings: [], now=lambda zone: NOW)
    app = DeskApplication(desk)
    command.require_sign_in(app, desk.loaded)
    return app


def begin(client: Client) -> dict[str, str]:
    answer = client.get("/sign-in", base_url=ORIGIN)
    assert answer.status_code == 303, answer.text
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in asked.items()}


def come_back(client: Client, forger: Forger, asked: dict[str, str], token: str, **others: str) -> TestResponse:
    forger.answers["the-code"] = {"id_token": token, "access_token": "opaque", "challenge": asked["code_challenge"]}
    query = {"code": "the-code", "state": asked["state"]} | others
    return client.get(
        "/sign-in/callback", query_string=query, base_url=ORIGIN, headers={"Sec-Fetch-Site": "cross-site"}
    )


def sign_in(client: Client, forger: Forger, **claims: Any) -> TestResponse:
    asked = begin(client)
    said = {"realm": {"roles": ["编辑"]}, "name": "张三", "sub": "u-1"} | claims
    return come_back(client, forger, asked, forger.sign(forger.claims(nonce=asked["nonce"], **said)))


def log(app: DeskApplication) -> list[dict[str, Any]]:
    file = app.desk.root / "state/desk/audit.jsonl"
    return [json.loads(one) for one in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def test_an_editor_signs_in_and_is_known_by_name(app: DeskApplication, forger: Forger) -> None:
    client = Client(app)
    assert client.get("/", base_url=ORIGIN).headers["Location"] == "/sign-in"
    answer = sign_in(client, forger)
    assert answer.status_code == 200
    cookies = answer.headers.getlist("Set-Cookie")
    assert any("SameSite=Strict" in one and "Secure" in one and one.startswith("__Host-") for one in cookies)
    assert client.get("/api/definition", base_url=ORIGIN).get_json()["person"] == {"name": "张三 (u-1)"}
    assert [(one["who"], one["what"]) for one in log(app)] == [("张三 (u-1)", "signed in")]
    opened = client.get("/api/bulletin?id=a", base_url=ORIGIN).get_json()
    asked = {"id": "a", "text": opened["text"] + "又。\n", "base": opened["digest"]}
    assert client.post("/api/save", json=asked, base_url=ORIGIN, headers={"Origin": ORIGIN}).status_code == 200
    entries = client.get("/api/history?id=a", base_url=ORIGIN).get_json()["entries"]
    assert entries[0]["who"] == "张三 (u-1)"
    assert log(app)[-1]["who"] == "张三 (u-1)"
    assert client.post("/sign-out", base_url=ORIGIN, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/sign-out", base_url=ORIGIN, headers={"Origin": ORIGIN}).status_code == 200
    assert client.get("/api/definition", base_url=ORIGIN).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"realm": {"roles": ["读者"]}},
        {"realm": {}},
        {"realm": "编辑"},
        {"realm": None},
        {"realm": {"roles": "编辑们"}},
        {"realm": {"roles": [["编辑"]]}},
        {"roles": ["编辑"], "realm": None},
    ],
    ids=str,
)
def test_whoever_is_no_editor_stays_out(app: DeskApplication, forger: Forger, claims: dict[str, Any]) -> None:
    client = Client(app)
    assert sign_in(client, forger, **claims).status_code == 403
    assert client.get("/api/definition", base_url=ORIGIN).status_code == 401
    assert [one["what"] for one in log(app)] == ["sign-in refused"]


def test_the_claim_may_stand_in_the_user_info(app: DeskApplication, forger: Forger) -> None:
    forger.told = {"sub": "u-1", "realm": {"roles": ["编辑"]}, "name": "李四"}
    client = Client(app)
    assert sign_in(client, forger, realm=None, name=None).status_code == 200
    assert client.get("/api/definition", base_url=ORIGIN).get_json()["person"] == {"name": "李四 (u-1)"}
    forger.told = {"sub": "u-2", "realm": {"roles": ["编辑"]}}
    assert sign_in(Client(app), forger, realm=None).status_code == 403


def test_forged_tokens_sign_nobody_in(app: DeskApplication, forger: Forger) -> None:
    editor: dict[str, Any] = {"realm": {"roles": ["编辑"]}}
    for name, (make, _) in FORGED.items():
        client = Client(app)
        asked = begin(client)
        token = make(forger, forger.claims(nonce=asked["nonce"], **editor))
        assert come_back(client, forger, asked, token).status_code == 403, name
        assert client.get("/api/definition", base_url=ORIGIN).status_code == 401
    for name, (claims, _) in CLAIMED.items():
        client = Client(app)
        asked = begin(client)
        token = forger.sign(forger.claims(**({"nonce": asked["nonce"]} | editor | claims)))
        assert come_back(client, forger, asked, token).status_code == 403, name


def test_a_sign_in_belongs_to_the_browser_that_began_it(app: DeskApplication, forger: Forger) -> None:
    one, other = Client(app), Client(app)
    asked = begin(one)
    begin(other)
    token = forger.sign(forger.claims(nonce=asked["nonce"], realm={"roles": ["编辑"]}))
    assert come_back(other, forger, asked, token).status_code == 403
    assert come_back(one, forger, asked, token).status_code == 403  # it was used
    assert come_back(Client(app), forger, {**asked, "state": "x"}, token).status_code == 403


def test_there_is_no_token_to_come_in_by(app: DeskApplication, forger: Forger) -> None:
    client = Client(app)
    for token in ("", app.desk.gate.token):
        assert client.get("/", query_string={"token": token}, base_url=ORIGIN).status_code == 403
    assert client.get("/api/definition", base_url="http://127.0.0.1:1").status_code == 421


def test_a_provider_that_is_down_is_said_to_be(app: DeskApplication, forger: Forger) -> None:
    forger.down = True
    answer = Client(app).get("/sign-in", base_url=ORIGIN)
    assert answer.status_code == 503
    assert "登录服务" in answer.text
