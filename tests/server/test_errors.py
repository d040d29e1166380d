"""Who is answered an error as data, and what it says."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment
from werkzeug.exceptions import BadRequest, NotFound, ServiceUnavailable, TooManyRequests

from server.errors import add_error_pages, wants_problem
from view.settings.site_settings import Settings

TEMPLATES = {
    "error.html": "{{ status }} {{ heading }} {{ sentences[0] }}{% for one in links %} {{ one.url }}{% endfor %}"
}


def app(templates: dict[str, str] | None = None, **settings: str) -> Flask:
    made = Flask("x")
    environment = Environment(loader=DictLoader(TEMPLATES if templates is None else templates), autoescape=True)
    add_error_pages(made, Settings(**settings), lambda: environment)  # type: ignore[arg-type]

    def fail(what: str) -> str:
        raise {
            "ours": BadRequest("<自己的话>"),
            "theirs": NotFound(),
            "late": TooManyRequests(retry_after=7),
            "down": ServiceUnavailable(retry_after=3),
            "crash": RuntimeError("a secret"),
        }[what]

    made.add_url_rule("/<what>", "page", fail)
    made.add_url_rule("/api/<what>", "api", fail)
    return made


@pytest.mark.parametrize("path", ["/api/x", "/search.atom", "/healthz", "/readyz"])
def test_programs_ask_here(path: str) -> None:
    assert wants_problem(path)
    assert not wants_problem("/risk/api/")


def test_our_own_words_go_before_those_of_others() -> None:
    client = app().test_client()
    assert client.get("/api/ours").get_json()["detail"] == "<自己的话>"
    assert "&lt;自己的话&gt;" in client.get("/ours").text
    assert "The requested URL" not in client.get("/theirs").text
    assert client.get("/theirs").text.startswith("404 没有找到这个页面 ")


def test_a_crash_says_nothing_of_its_cause() -> None:
    for path in ("/crash", "/api/crash"):
        answer = app().test_client().get(path)
        assert answer.status_code == 500
        assert "secret" not in answer.text


def test_when_to_come_again_is_told() -> None:
    client = app().test_client()
    assert [client.get(path).headers["Retry-After"] for path in ("/late", "/api/late", "/down")] == ["7", "7", "3"]


def test_links_lead_to_the_site_and_while_search_is_down_past_it() -> None:
    abroad = app(base_url="https://a.example", endpoint_origin="https://q.example").test_client()
    assert "https://a.example/risk/ " in abroad.get("/theirs").text
    assert "https://a.example/risk/country/" in abroad.get("/down").text
    assert " /risk/ " in app().test_client().get("/theirs").text


def test_without_templates_a_plain_page_stands_in_and_keeps_the_words() -> None:
    answer = app({}).test_client().get("/down?q=%3Cb%3E")
    assert answer.status_code == 503
    assert 'value="&lt;b&gt;"' in answer.text
    assert "再试一次" in answer.text
    assert "sha256-" in answer.headers["Content-Security-Policy"]
