"""The settings of the search: which engine answers, and how a cluster of OpenSearch is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

#: The engines, by name (docs/search.md).
ENGINES = ("arrays", "whoosh", "opensearch")
#: What an index may be called: OpenSearch takes small letters, and our names go on with a generation.
_PREFIX = re.compile(r"[a-z][a-z0-9-]{0,40}")
#: Setting → smallest and largest value that makes sense.
_RANGES = {
    "shards": (1, 1024),
    "replicas": (0, 20),
    "timeout_seconds": (0.1, 60),
    "build_seconds": (1, 86_400),
    "keep_generations": (2, 100),
}


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Which engine finds and counts."""

    engine: str = "arrays"


@dataclass(frozen=True, slots=True)
class OpenSearchSettings:
    """Where the cluster is, who we are there, and how an index lies in it.

    `ca` is the file of the certificates that the cluster's is checked with; empty = the system's. A question has
    `timeout_seconds`, a step of a build `build_seconds`. `keep_generations` indexes stay, to go back to.
    """

    urls: tuple[str, ...] = ()
    user: str = ""
    password: str = ""
    api_key: str = ""
    ca: str = ""
    prefix: str = "xinfeng"
    shards: int = 1
    replicas: int = 1
    timeout_seconds: float = 2.0
    build_seconds: float = 600.0
    keep_generations: int = 5


def check_search(search: SearchSettings, cluster: OpenSearchSettings, *, is_all: bool) -> Iterator[tuple[str, str]]:
    """What types alone cannot say: (setting, what would be right). With `is_all` nothing comes from elsewhere."""
    if search.engine not in ENGINES:
        yield "search.engine", f'must be one of {", ".join(ENGINES)}, not "{search.engine}"'
    if is_all and search.engine == "opensearch" and not cluster.urls:
        yield "opensearch.urls", "is needed where search.engine is opensearch (XINFENG_OPENSEARCH)"
    for url in cluster.urls:
        yield from (("opensearch.urls", said) for said in _wrong_with(url))
    if is_all and bool(cluster.user) != bool(cluster.password):
        yield "opensearch.password", "user and password go together (XINFENG_OPENSEARCH_PASSWORD)"
    if cluster.api_key and cluster.user:
        yield "opensearch.api_key", "is instead of user and password: give one of them"
    if cluster.ca and not Path(cluster.ca).is_file():
        yield "opensearch.ca", f'the file "{cluster.ca}" does not exist'
    if not _PREFIX.fullmatch(cluster.prefix):
        yield "opensearch.prefix", f'must be small letters, digits and hyphens such as xinfeng, not "{cluster.prefix}"'
    for name, (least, most) in _RANGES.items():
        if not least <= getattr(cluster, name) <= most:
            yield f"opensearch.{name}", f"must be from {least} to {most}"


def _wrong_with(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
        good = good and parts.port != 0
    except ValueError:
        good = False
    if not good:
        yield f'must be addresses such as https://search.example.cn:9200, not "{_plain(url)}"'
    elif "@" in parts.netloc:
        yield "must not hold a user: write opensearch.user and opensearch.password"


def _plain(url: str) -> str:
    """An address as it may be shown: a password in it may not."""
    return re.sub(r"//[^/@]*@", "//…@", url)
