"""The settings that no page depends on, of endpoint and deploys: they never enter a generation, and may be secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, get_type_hints

from view.near_values import did_you_mean
from view.problems import Problem
from view.settings.deploy_settings import Deploy, Limits, Server
from view.settings.desk_settings import DeskSettings
from view.settings.notify_settings import Mail
from view.settings.search_settings import OpenSearchSettings, SearchSettings
from view.settings.toml_tables import TextTable, convert

#: What the environment variables begin with that override a setting: XINFENG_OIDC_CLIENT_SECRET is oidc.client_secret.
PREFIX = "XINFENG_"


@dataclass(frozen=True, slots=True)
class Listed:
    """One kind of item: `items` is SQL that gives a company's rows, with the one parameter `:enterprise`.

    `columns` are (name in the statement, heading), the first of which tells rows apart and settles ties; `order_by`
    names the one that sorts, newest first. Empty stands for the statement that fits the sample database.
    """

    items: str = ""
    columns: TextTable = ()
    order_by: str = ""


@dataclass(frozen=True, slots=True)
class Counted(Listed):
    """A kind of item whose number the home page shows. `href` leads to the items where another system lists them.

    There the number alone will do: `count` is then SQL that gives it, instead of `items`.
    """

    count: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Where the counts of the home page come from; an empty `database_url` is the sample database."""

    database_url: str = ""
    timeout_seconds: float = 2.0
    retry_seconds: float = 2.0
    pool_size: int = 4
    pending_policies: Counted = field(default_factory=Counted)
    effective_notices: Counted = field(default_factory=Counted)
    claim_notices: Counted = field(default_factory=Counted)
    policies: Listed = field(default_factory=Listed)
    claims: Listed = field(default_factory=Listed)


@dataclass(frozen=True, slots=True)
class Oidc:
    """The identity provider; without an `issuer` nobody signs in through it."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    client_auth: str = "client_secret_basic"
    scopes: tuple[str, ...] = ("openid",)
    enterprise_claim: str = "enterprise"
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256", "EdDSA")
    audience: str = ""
    leeway_seconds: int = 30
    timeout_seconds: float = 3.0
    keys_wait_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """How long a company stays signed in, and the database that remembers it; empty = `var/sessions.sqlite`."""

    database_url: str = ""
    idle_minutes: int = 30
    absolute_minutes: int = 480


@dataclass(frozen=True, slots=True)
class Cors:
    """Which other origins may read `/api/counts` with the reader's cookie; the site's own needs no mention."""

    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RateLimits:
    """How many requests a minute, of one client address for sign-in and of one company for its counts and items."""

    sign_in: int = 60
    counts: int = 120
    trusted_proxies: int = 0


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """Where the audit log goes; empty = standard error."""

    file: str = ""


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """The tables of site.toml that only the endpoint and deploys read."""

    counts: Counts = field(default_factory=Counts)
    oidc: Oidc = field(default_factory=Oidc)
    session: SessionSettings = field(default_factory=SessionSettings)
    cors: Cors = field(default_factory=Cors)
    rate_limits: RateLimits = field(default_factory=RateLimits)
    audit: AuditSettings = field(default_factory=AuditSettings)
    server: Server = field(default_factory=Server)
    limits: Limits = field(default_factory=Limits)
    deploy: Deploy = field(default_factory=Deploy)
    mail: Mail = field(default_factory=Mail)
    desk: DeskSettings = field(default_factory=DeskSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    opensearch: OpenSearchSettings = field(default_factory=OpenSearchSettings)

    @property
    def index_place(self) -> str:
        """Where the index of a generation lies beside its folder: a cluster's index is part of what a build makes."""
        cluster = self.opensearch
        return f"opensearch {cluster.prefix} {cluster.shards}" if self.search.engine == "opensearch" else ""


def variables() -> dict[str, tuple[str, str]]:
    """Environment variable → (table, key) of every setting that one can hold."""
    tables = get_type_hints(EndpointSettings)
    return {
        f"{PREFIX}{table}_{one.name}".upper(): (table, one.name)
        for table, cls in tables.items()
        for one in fields(cls)
        if not is_dataclass(get_type_hints(cls)[one.name])
    } | {f"{PREFIX}OPENSEARCH": ("opensearch", "urls")}


def override(settings: EndpointSettings, environment: Mapping[str, str]) -> tuple[EndpointSettings, list[Problem]]:
    """The settings with what the environment says instead, and every variable that says nothing to us."""
    known, problems = variables(), []
    ours = tuple(f"{PREFIX}{table}_".upper() for table in get_type_hints(EndpointSettings))
    for name, text in sorted(environment.items()):
        if name in known:
            table, key = known[name]
            part = getattr(settings, table)
            try:
                value = _from_text(text, get_type_hints(type(part))[key])
                settings = replace(settings, **{table: replace(part, **{key: value})})
            except (TypeError, ValueError):
                problems.append(in_environment(name, f'cannot be read as a number: "{text}"'))
        elif name.startswith(ours):
            problems.append(in_environment(name, "unknown variable" + did_you_mean(name, known)))
    return settings, problems


def in_environment(name: str, message: str) -> Problem:
    """A mistake in an environment variable."""
    return Problem("environment", 1, 1, name, message)


def _from_text(text: str, wanted: Any) -> Any:
    """The text of a variable as the setting wants it; a list is written with spaces or commas between."""
    if wanted in (int, float):
        return wanted(text)
    return convert(text.replace(",", " ").split() if wanted == tuple[str, ...] else text, wanted)
