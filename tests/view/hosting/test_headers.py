"""The security headers: strict everywhere, framed only where settings say, and the same wherever they are used."""

from __future__ import annotations

from typing import get_args

import pytest

from view.hosting.headers import HeaderSet, origin, own_sources, security_headers
from view.settings.site_settings import Embed, Settings


def policy(face: HeaderSet, settings: Settings | None = None) -> dict[str, str]:
    """Directive → sources."""
    text = security_headers(settings or Settings(), face)["Content-Security-Policy"]
    return dict(directive.partition(" ")[::2] for directive in text.split("; "))


def test_a_page_loads_and_runs_only_what_is_its_own() -> None:
    assert policy("page") == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize("face", get_args(HeaderSet))
def test_nothing_inline_is_ever_allowed(face: HeaderSet) -> None:
    headers = security_headers(Settings(), face)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_only_embedded_pages_can_be_framed_and_only_where_settings_say() -> None:
    settings = Settings(embed=Embed(frame_ancestors=("'self'", "https://portal.example.cn")))
    assert policy("embed", settings)["frame-ancestors"] == "'self' https://portal.example.cn"
    assert policy("embed", Settings(embed=Embed(frame_ancestors=())))["frame-ancestors"] == "'none'"
    assert policy("page", settings)["frame-ancestors"] == policy("data", settings)["frame-ancestors"] == "'none'"
    assert "X-Frame-Options" not in security_headers(settings, "embed")
    assert security_headers(settings, "page")["X-Frame-Options"] == "DENY"


def test_an_endpoint_of_its_own_origin_is_ours_too() -> None:
    settings = Settings(base_url="https://risk.example.cn/", endpoint_origin="https://search.example.cn:8443")
    assert own_sources(settings) == ["'self'", "https://risk.example.cn", "https://search.example.cn:8443"]
    assert policy("page", settings)["connect-src"].endswith("https://search.example.cn:8443")


def test_data_can_do_nothing() -> None:
    assert policy("data") == {"default-src": "'none'", "frame-ancestors": "'none'"}


def test_what_others_made_can_do_nothing_under_our_name() -> None:
    headers = security_headers(Settings(), "attached")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")


def test_pages_run_nothing_inline_and_nothing_foreign() -> None:
    policy = security_headers(Settings())["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert security_headers(Settings())["X-Frame-Options"] == "DENY"


def test_only_embed_pages_can_be_framed() -> None:
    headers = security_headers(Settings(embed=Embed(("https://portal.example.cn",))), "embed")
    assert "frame-ancestors https://portal.example.cn" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert "frame-ancestors 'none'" in security_headers(Settings(embed=Embed(())), "embed")["Content-Security-Policy"]
    assert security_headers(Settings(), "data")["Content-Security-Policy"].startswith("default-src 'none'")


def test_an_endpoint_of_its_own_is_one_of_ours() -> None:
    settings = Settings(base_url="https://a.example.cn/", endpoint_origin="https://b.example.cn:8443")
    assert own_sources(settings) == ["'self'", "https://a.example.cn", "https://b.example.cn:8443"]
    assert origin("https://b.example.cn:8443/x?y") == "https://b.example.cn:8443"
