"""The account's addresses over HTTP: contract shapes, isolation, no storing, no open redirect."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader, Environment, StrictUndefined

from account.blueprint import Account, make_blueprint
from account.counts import open_database
from account.demo import create_demo_database
from account.demo_sign_in import is_local
from account.session import COOKIE, Sessions
from view.settings import Settings

NOW = datetime(2026, 11, 20, 9, 30, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
TEMPLATES = {
    "account.html": "{{ page.kind }} {{ enterprise }} {{ as_of }}"
    "{% for one in counts %} {{ one.label }}={{ one.count }}:{{ one.href }}{% endfor %}",
    "account_items.html": "{{ heading }} {{ enterprise }} {{ total }} {{ pager.previous }} {{ pager.next }}"
    "{% for row in rows %}<br>{{ row|join('|') }}{% endfor %}",
    "sign_in.html": "{% for one in companies %}{{ one.code }} {{ one.name }} {% endfor %}{{ signed_in }} {{ back }}",
}


class Clock:
    """A time that a test moves."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


def make_app(database: Path, clock: Clock, *, demo: bool = True, per_page: int = 20) -> Flask:
    environment = Environment(loader=DictLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True)
    sessions = Sessions(b"k" * 32, 60, clock, secure=False, purpose="demo")
    settings = Settings(per_page=per_page)
    app = Flask("test", static_folder=None)
    engine = open_database("", database, 1)
    app.register_blueprint(make_blueprint(Account(settings, engine, sessions, lambda: environment, clock, demo)))
    return app


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "demo.sqlite"
    create_demo_database(path)
    return path


@pytest.fixture
def client(database: Path, clock: Clock) -> Iterator[FlaskClient]:
    with make_app(database, clock).test_client() as client:
        yield client


def sign_in(client: FlaskClient, enterprise: str = "demo-a") -> None:
    assert client.post("/sign-in", data={"enterprise": enterprise}).status_code == 303


def test_the_counts_have_the_shape_of_the_contract(client: FlaskClient) -> None:
    sign_in(client)
    answer = client.get("/api/counts")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.content_type == "application/json"
    assert answer.json == {
        "enterprise": "demo-a",
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
        ("policies", "投保申请", 9),
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


def test_items_are_paged(database: Path, clock: Clock) -> None:
    client = make_app(database, clock, per_page=4).test_client()
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


def test_the_session_ends_by_the_injected_clock(client: FlaskClient, clock: Clock) -> None:
    sign_in(client)
    clock.now = NOW + timedelta(minutes=59)
    assert client.get("/api/counts").status_code == 200
    clock.now = NOW + timedelta(minutes=60)
    assert client.get("/api/counts").status_code == 401


def test_without_demo_mode_sign_in_does_not_exist(database: Path, clock: Clock) -> None:
    client = make_app(database, clock, demo=False).test_client()
    for answer in (client.get("/sign-in"), client.post("/sign-in"), client.post("/sign-out"), client.get("/sign-out")):
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store, private"
    assert client.get("/account").headers["Location"] == Settings().sign_in.portal_url


def test_errors_are_not_stored_either(client: FlaskClient, database: Path) -> None:
    answers = [client.get("/api/counts"), client.post("/api/counts"), client.get("/account/other")]
    sign_in(client)
    database.unlink()
    answers += [client.get("/api/counts"), client.get("/account"), client.get("/account/claims")]
    assert [answer.status_code for answer in answers] == [401, 405, 404, 503, 503, 503]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store, private"}


def test_companies_never_see_each_other(database: Path, clock: Clock) -> None:
    app = make_app(database, clock)
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
