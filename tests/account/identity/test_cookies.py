"""The account's cookies: which, for whom, how long."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from account.identity.cookies import HINT, Cookies

PLAIN, SECURE = Cookies(secure=False), Cookies(secure=True, hint_domain="example.cn")


def cookies_of(response: Response) -> dict[str, str]:
    """Name → the whole line that sets it."""
    return {line.partition("=")[0]: line for line in response.headers.getlist("Set-Cookie")}


def test_over_https_no_other_host_can_plant_them() -> None:
    response = Response()
    SECURE.keep_session(response, "abc")
    found = cookies_of(response)
    session = found["__Host-xinfeng_session"]
    assert session.startswith("__Host-xinfeng_session=abc;")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in session
    assert "Domain" not in session
    assert "Max-Age" not in session
    assert "Max-Age=0" in found["__Host-xinfeng_sign_in"]


def test_the_hint_proves_nothing_and_scripts_may_read_it() -> None:
    response = Response()
    SECURE.keep_session(response, "abc")
    hint = cookies_of(response)[HINT]
    assert hint.startswith(f"{HINT}=1;")
    assert "Domain=example.cn" in hint
    assert "HttpOnly" not in hint


def test_an_attempt_ends_by_itself() -> None:
    response = Response()
    PLAIN.keep_attempt(response, "x", 600)
    line = cookies_of(response)["xinfeng_sign_in"]
    assert "Max-Age=600" in line
    assert "HttpOnly" in line
    assert "Secure" not in line


@pytest.mark.parametrize(
    ("sent", "forgotten"),
    [
        ("xinfeng_session=a", {"xinfeng_session", HINT}),
        (f"{HINT}=1", {"xinfeng_session", HINT}),
        ("", {"xinfeng_session"}),
    ],
)
def test_the_hint_is_taken_back_where_there_is_one(sent: str, forgotten: set[str]) -> None:
    response = Response()
    with Flask("x").test_request_context(headers={"Cookie": sent} if sent else {}):
        PLAIN.forget(response)
    found = cookies_of(response)
    assert set(found) == forgotten
    assert all("Max-Age=0" in line for line in found.values())


def test_they_are_read_by_their_own_name() -> None:
    with Flask("x").test_request_context(headers={"Cookie": "xinfeng_session=a; __Host-xinfeng_sign_in=b"}):
        assert (PLAIN.session(), PLAIN.attempt()) == ("a", "")
        assert (SECURE.session(), SECURE.attempt()) == ("", "b")
