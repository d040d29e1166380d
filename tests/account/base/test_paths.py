"""The account's addresses, and ways back that lead only to this site."""

from __future__ import annotations

import pytest
from flask import Flask

from account.base.paths import MAX_WAY_BACK, Paths, is_local
from view.settings.site_settings import Settings

HERE = Paths(Settings(base_url="https://a.example/"))
ABROAD = Paths(Settings(base_url="https://a.example/", endpoint_origin="https://q.example"))


@pytest.mark.parametrize("url", ["/", "/account?x=1", "/risk/2026/11/a/#b", "/越南/"])
def test_a_path_is_local(url: str) -> None:
    assert is_local(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a",
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\tevil",
        "/\n/evil",
        "\\/evil",
        "javascript:1",
    ],
)
def test_what_browsers_read_as_a_host_is_not(url: str) -> None:
    assert not is_local(url)


def test_the_way_back_is_asked_in_form_or_address_and_else_home() -> None:
    for method, data, query, way in (
        ("POST", {"next": "/account"}, "", "/account"),
        ("GET", None, "?next=/risk/", "/risk/"),
        ("POST", {"next": "/account"}, "?next=/risk/", "/account"),
        ("GET", None, "?next=//evil.example", "/"),
        ("GET", None, "?next=/" + "a" * MAX_WAY_BACK, "/"),
        ("GET", None, "", "/"),
    ):
        with Flask("x").test_request_context(f"/sign-in{query}", method=method, data=data):
            assert HERE.asked_way_back() == way


def test_where_the_endpoint_lives_elsewhere_pages_are_the_site_s() -> None:
    assert HERE.callback_url == "https://a.example/sign-in/callback"
    assert ABROAD.callback_url == "https://q.example/sign-in/callback"
    assert HERE.home_url == ABROAD.home_url == "https://a.example/"
    assert [HERE.way_to("/risk/"), ABROAD.way_to("/risk/")] == ["/risk/", "https://a.example/risk/"]
    assert ABROAD.way_to("/account") == "/account"
