"""The security headers of every answer, from one source for the pages, the endpoint and the hosts' settings."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from view.settings.site_settings import Settings

#: page: an HTML page of ours; embed: one that other sites may frame; data: JSON, feeds and other non-pages; attached:
#: what other people made, which may do nothing at all under our name, whatever a browser takes it for.
HeaderSet = Literal["page", "embed", "data", "attached"]

_NOBODY = "'none'"
#: Browser features that no page here asks for.
_UNUSED_FEATURES = ("camera", "geolocation", "microphone", "payment", "usb")


def security_headers(settings: Settings, face: HeaderSet = "page") -> dict[str, str]:
    """Header name → value; nothing inline runs, nothing foreign loads, and only `/embed/` can be framed."""
    headers = {
        "Content-Security-Policy": "; ".join(_policy(settings, face)),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED_FEATURES),
    }
    if face != "embed":
        headers["X-Frame-Options"] = "DENY"  # for browsers that are older than frame-ancestors
    if settings.hsts_seconds:
        headers["Strict-Transport-Security"] = f"max-age={settings.hsts_seconds}"
    return headers


def _policy(settings: Settings, face: HeaderSet) -> list[str]:
    """The directives of the Content-Security-Policy."""
    if face == "attached":
        return ["default-src 'none'", "sandbox"]
    if face == "data":
        return ["default-src 'none'", f"frame-ancestors {_NOBODY}"]
    own = " ".join(own_sources(settings))
    framing = " ".join(settings.embed.frame_ancestors) if face == "embed" else ""
    return [
        "default-src 'none'",
        f"script-src {own}",
        f"style-src {own}",
        f"img-src {own} data:",
        f"font-src {own}",
        f"connect-src {own}",
        f"form-action {own}",
        "manifest-src 'self'",
        "base-uri 'none'",
        f"frame-ancestors {framing or _NOBODY}",
    ]


def own_sources(settings: Settings) -> list[str]:
    """The origins that are ours as CSP sources: 'self', and both names when the endpoint has one of its own."""
    if not settings.endpoint_origin:
        return ["'self'"]
    return ["'self'", *dict.fromkeys(origin(url) for url in (settings.base_url, settings.endpoint_origin))]


def origin(url: str) -> str:
    """The scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
