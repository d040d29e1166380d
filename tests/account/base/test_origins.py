"""Which other origins a request may come from."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from account.base.origins import Origins
from view.settings.site_settings import Settings

SITE = Settings(base_url="https://a.example/x", endpoint_origin="https://q.example")
ORIGINS = Origins.of(SITE, ("https://portal.example:8443/y", ""))


def asking(**headers: str) -> object:
    return Flask("x").test_request_context("/", base_url="https://q.example", headers=headers)


def test_they_are_those_of_the_site_and_those_that_are_listed() -> None:
    assert ORIGINS.listed == {"https://a.example", "https://q.example", "https://portal.example:8443"}
    assert Origins.of(Settings(base_url=""), ()).listed == frozenset()


@pytest.mark.parametrize(
    ("origin", "shared"),
    [
        ("https://a.example", True),
        ("https://portal.example:8443", True),
        ("https://portal.example", False),
        ("null", False),
    ],
)
def test_an_answer_is_shared_with_those_alone(origin: str, shared: bool) -> None:
    with asking(Origin=origin):  # type: ignore[attr-defined]
        answer, preflight = Response(), ORIGINS.answer_preflight()
        ORIGINS.share(answer)
    assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is shared
    assert ("Access-Control-Allow-Credentials" in answer.headers) is shared
    assert ("Access-Control-Allow-Methods" in preflight.headers) is shared
    assert "Origin" in answer.vary
    assert preflight.status_code == 204


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://a.example"},
        {"Origin": "https://q.example"},
        {"Referer": "https://q.example/account?x"},
        {"Referer": "https://a.example/risk/"},
    ],
)
def test_a_form_of_ours_is_taken(headers: dict[str, str]) -> None:
    with asking(**headers):  # type: ignore[attr-defined]
        ORIGINS.require()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Referer": "https://a.example/"},
        {"Referer": "https://evil.example/https://a.example"},
        {"Origin": "https://q.example.evil.example"},
    ],
)
def test_a_form_of_anybody_else_is_refused(headers: dict[str, str]) -> None:
    with asking(**headers), pytest.raises(Forbidden):  # type: ignore[attr-defined]
        ORIGINS.require()
