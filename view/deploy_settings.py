"""The settings of deploys and of the endpoint's limits: no page depends on them."""

from __future__ import annotations

from dataclasses import dataclass


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
class Limits:
    """What one worker of the endpoint takes on.

    `searches` run at once; more wait, each at most `wait_seconds`, and at most `waiting` of them; the others are told
    to come back after `retry_seconds`.
    """

    searches: int = 2
    waiting: int = 32
    wait_seconds: float = 2.0
    retry_seconds: int = 2
