"""The settings of deploys and of the endpoint's limits: no page depends on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_HOST_PORT = re.compile(r"\S+:\d{1,5}")
_BIND = re.compile(r"unix:/\S+|fd://\d+|\S+:\d{1,5}")


@dataclass(frozen=True, slots=True)
class Deploy:
    """How a release reaches its target.

    `max_removed_share` is the share of published pages that a deploy may remove without `--force`. `keep_assets` says
    for how many releases an asset that no page uses any more stays, for pages that browsers still hold; `keep_releases`
    how many releases can be returned to. `purge_command` is run with the path of `purge.json` after its own words.
    `signing_key` is the path of an Ed25519 private key (PEM); `verify_key` the public key in base64.
    """

    max_removed_share: float = 0.25
    keep_assets: int = 5
    keep_releases: int = 5
    connections: int = 8
    purge_command: tuple[str, ...] = ()
    purge_seconds: float = 60.0
    signing_key: str = ""
    verify_key: str = ""
    s3_endpoint_url: str = ""
    s3_region: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """How the endpoint listens: `bind` is host:port or unix:PATH, for the proxy; `metrics` host:port for Prometheus.

    `workers` 0 stands for two a core; without `metrics` none are kept.
    """

    bind: str = "127.0.0.1:8010"
    workers: int = 0
    metrics: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker of the endpoint takes on.

    `searches` run at once; more wait, each at most `wait_seconds`, and at most `waiting` of them; the others are told
    to come back after `retry_seconds`.
    """

    searches: int = 2
    waiting: int = 32
    wait_seconds: float = 2.0
    retry_seconds: int = 2


def check_deploy(deploy: Deploy, limits: Limits, server: Server) -> list[tuple[str, str]]:
    """What types alone cannot say: (setting, what would be right)."""
    found = []
    if not 0 <= deploy.max_removed_share <= 1:
        found.append(("deploy.max_removed_share", "must be from 0 to 1"))
    for name, least in (("keep_assets", 0), ("keep_releases", 2), ("connections", 1), ("purge_seconds", 1)):
        if getattr(deploy, name) < least:
            found.append((f"deploy.{name}", f"must be {least} or more"))
    if deploy.s3_endpoint_url and urlsplit(deploy.s3_endpoint_url).scheme not in ("http", "https"):
        found.append(
            ("deploy.s3_endpoint_url", f'must be an address such as https://s3.example, not "{deploy.s3_endpoint_url}"')
        )
    for name, least in (("searches", 1), ("waiting", 0), ("wait_seconds", 0), ("retry_seconds", 1)):
        if getattr(limits, name) < least:
            found.append((f"limits.{name}", f"must be {least} or more"))
    if not _BIND.fullmatch(server.bind):
        found.append(("server.bind", f'must be host:port or unix:/path, not "{server.bind}"'))
    if server.metrics and not _HOST_PORT.fullmatch(server.metrics):
        found.append(("server.metrics", f'must be host:port, not "{server.metrics}"'))
    if server.workers < 0:
        found.append(("server.workers", "must be 0 (two a core) or more"))
    return found
