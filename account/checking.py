"""Checks the endpoint's settings before it starts: everything that is wrong, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from account.business.statements import check_statements
from view.hosting.headers import origin
from view.hosts import is_loopback
from view.settings.endpoint_settings import EndpointSettings, Oidc
from view.settings.site_settings import Settings

#: (setting, what is wrong with it)
Wrong = Iterator[tuple[str, str]]
#: Signatures by a key pair; with a shared secret, or none, whoever can check a token could also make one.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
CLIENT_AUTH = ("client_secret_basic", "client_secret_post", "none")
#: Setting → smallest and largest value that makes sense.
_RANGES = {
    "counts.timeout_seconds": (0.05, 30),
    "counts.retry_seconds": (0, 60),
    "counts.pool_size": (1, 100),
    "oidc.leeway_seconds": (0, 300),
    "oidc.timeout_seconds": (0.05, 30),
    "oidc.keys_wait_seconds": (0, 3600),
    "session.idle_minutes": (1, 10_080),
    "session.absolute_minutes": (1, 10_080),
    "rate_limits.sign_in": (0, 100_000),
    "rate_limits.counts": (0, 1_000_000),
    "rate_limits.trusted_proxies": (0, 10),
}


def check_endpoint(site: Settings, endpoint: EndpointSettings) -> Wrong:
    """Everything wrong with the endpoint's settings that no database or provider is needed to see."""
    for name, (least, most) in _RANGES.items():
        table, _, key = name.partition(".")
        if not least <= getattr(getattr(endpoint, table), key) <= most:
            yield name, f"must be from {least} to {most}"
    yield from check_statements(endpoint.counts)
    yield from _databases(endpoint)
    if endpoint.session.idle_minutes > endpoint.session.absolute_minutes:
        yield "session.idle_minutes", "must not be more than session.absolute_minutes"
    for one in endpoint.cors.origins:
        if origin(one) != one or not _is_safe(one):
            yield "cors.origins", f'must be https origins such as https://portal.example.cn, not "{one}"'
    if endpoint.oidc != Oidc():
        yield from _oidc(endpoint.oidc)
        yield from _around_oidc(site, endpoint)


def _databases(endpoint: EndpointSettings) -> Wrong:
    business = session = None
    try:
        business = make_url(endpoint.counts.database_url) if endpoint.counts.database_url else None
    except ArgumentError:
        yield "counts.database_url", "must be a URL such as postgresql://user@host/database or sqlite:////path"
    try:
        session = make_url(endpoint.session.database_url) if endpoint.session.database_url else None
    except ArgumentError:
        yield "session.database_url", "must be a URL such as postgresql://user@host/database or sqlite:////path"
    for name, url in (("counts.database_url", business), ("session.database_url", session)):
        if url is not None and url.drivername not in ("postgresql", "postgresql+psycopg", "sqlite"):
            yield name, f"must begin with postgresql:// or sqlite:///, not {url.drivername}"
    if business is not None and session is not None and _place(business) == _place(session):
        yield "session.database_url", "must not be the business database: sessions live in one of their own"


def _place(url: URL) -> tuple[object, ...]:
    """Which database a URL means, whoever connects to it."""
    if url.get_backend_name() == "sqlite":
        return "sqlite", str(Path((url.database or "").removeprefix("file:")).resolve())
    host = url.host or "localhost"
    return "postgresql", "localhost" if is_loopback(host) else host, url.port or 5432, url.database or url.username


def _oidc(oidc: Oidc) -> Wrong:
    parts = urlsplit(oidc.issuer)
    if not oidc.issuer:
        yield "oidc.issuer", "is needed where anything else of oidc is set"
    elif not _is_safe(oidc.issuer) or parts.query or parts.fragment:
        yield "oidc.issuer", f'must be an https address without query or fragment, not "{oidc.issuer}"'
    if not oidc.client_id:
        yield "oidc.client_id", "is needed: the provider knows us by it"
    yield from _client_auth(oidc)
    if "openid" not in oidc.scopes:
        yield "oidc.scopes", "must contain openid"
    if not all(re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", one) for one in oidc.scopes):
        yield "oidc.scopes", "each scope is one word"
    if not oidc.enterprise_claim or not all(oidc.enterprise_claim.split(".")):
        yield "oidc.enterprise_claim", "must name the claim that carries the company's id"
    if not oidc.algorithms or not ALGORITHMS.issuperset(oidc.algorithms):
        yield "oidc.algorithms", f"must be some of {', '.join(sorted(ALGORITHMS))}"
    if oidc.audience and oidc.audience == oidc.client_id:
        yield "oidc.audience", "must differ from client_id, or ID tokens would pass for access tokens"


def _client_auth(oidc: Oidc) -> Wrong:
    if oidc.client_auth not in CLIENT_AUTH:
        yield "oidc.client_auth", f'must be one of {", ".join(CLIENT_AUTH)}, not "{oidc.client_auth}"'
    elif bool(oidc.client_secret) != (oidc.client_auth != "none"):
        yield "oidc.client_secret", "is needed (XINFENG_OIDC_CLIENT_SECRET), unless client_auth is none"


def _around_oidc(site: Settings, endpoint: EndpointSettings) -> Wrong:
    """What signing in needs of the other settings."""
    for name in ("base_url", "endpoint_origin"):
        url = getattr(site, name)
        if url and not _is_safe(url):
            yield name, f'must be https where companies sign in, not "{url}"'
    if not endpoint.counts.database_url:
        yield "counts.database_url", "is needed where companies sign in: the sample database is for demo mode alone"


def _is_safe(url: str) -> bool:
    """Whether a URL is https, or leads to this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
