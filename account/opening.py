"""Puts the account together from the settings: its databases, its way to sign in, its limits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment
from sqlalchemy.engine import URL

from account.account import Account, SignIn
from account.base.audit import AuditLog, open_log
from account.base.origins import Origins
from account.base.paths import Paths
from account.base.rates import RateLimit
from account.business.counts import rehearse
from account.business.database import Database, UnavailableError
from account.business.demo_data import create_demo_database
from account.business.engines import make_engine, sqlite_url
from account.business.statements import make_listings
from account.identity import demo_sign_in
from account.identity.cookies import Cookies
from account.identity.demo_sign_in import DemoSignIn, NoSignIn
from account.identity.oidc_sign_in import OidcSignIn
from account.identity.provider import Provider
from account.identity.sessions import Sessions
from account.identity.tokens import Tokens
from view.page_meta import PageMeta
from view.settings.endpoint_settings import EndpointSettings
from view.settings.site_settings import Settings

_LOG = logging.getLogger("xinfeng.account")


@dataclass(frozen=True, slots=True)
class Opening:
    """What the account is made from. `demo` only counts where no identity provider is set."""

    root: Path
    site: Settings
    endpoint: EndpointSettings
    environment: Callable[[], Environment]
    now: Callable[[], datetime]
    demo: bool

    @property
    def is_demo(self) -> bool:
        """Whether companies sign in by a mere click: never beside an identity provider."""
        return self.demo and not self.endpoint.oidc.issuer

    def business(self) -> Database:
        """The database the counts come from; in demo mode, unless one is set, the sample one, made when missing."""
        said = self.endpoint.counts
        sample = self.root / "var" / "demo.sqlite"
        if self.is_demo and not said.database_url:
            create_demo_database(sample)
        address: str | URL = said.database_url or sqlite_url(sample, read_only=True)
        engine = make_engine(address, said.timeout_seconds, said.pool_size, read_only=True)
        return Database("business", engine, said.timeout_seconds, said.retry_seconds)

    def refused_statements(self) -> list[tuple[str, str]]:
        """What the business database says against the statements; nothing where it cannot be asked now."""
        if not self.endpoint.counts.database_url:
            return []
        database = self.business()
        try:
            return database.ask(rehearse, make_listings(self.endpoint.counts))
        except UnavailableError:
            _LOG.warning("the business database does not answer; its statements are not checked until it is asked")
            return []
        finally:
            database.engine.dispose()

    def account(self) -> Account:
        """The account."""
        limits, audit = self.endpoint.rate_limits, AuditLog(self.now)
        said = self.endpoint.audit.file
        open_log(self.root / said if said else None, quiet=self.is_demo)
        sign_in, sessions, tokens = self._sign_in(audit)
        counts = RateLimit(0 if self.is_demo else limits.counts)
        return Account(
            site=self.site,
            listings=make_listings(self.endpoint.counts),
            business=self.business(),
            sessions=sessions,
            tokens=tokens,
            cookies=self._cookies(),
            origins=self._origins(),
            sign_in=sign_in,
            limit=counts,
            strangers=RateLimit(counts.per_minute),
            trusted_proxies=limits.trusted_proxies,
            audit=audit,
            render=self._render,
            now=self.now,
        )

    def _sign_in(self, audit: AuditLog) -> tuple[SignIn, Sessions | None, Tokens | None]:
        paths, oidc, limits = Paths(self.site), self.endpoint.oidc, self.endpoint.rate_limits
        if self.is_demo:
            sessions = self._sessions(demo_sign_in.ISSUER)
            limit = RateLimit(0)  # whoever reaches it has the machine
            return DemoSignIn(sessions, self._cookies(), paths, limit, audit, self._render), sessions, None
        if not oidc.issuer:
            return NoSignIn(self.site.sign_in.portal_url), None, None
        sessions = self._sessions(oidc.issuer)
        provider = Provider(oidc)
        tokens = Tokens(oidc, provider, self.now)
        oidc_sign_in = OidcSignIn(
            provider,
            tokens,
            sessions,
            self._cookies(),
            self._origins(),
            paths,
            RateLimit(limits.sign_in),
            limits.trusted_proxies,
            audit,
            self._render,
        )
        return oidc_sign_in, sessions, tokens

    def _sessions(self, issuer: str) -> Sessions:
        said, counts = self.endpoint.session, self.endpoint.counts
        address: str | URL = said.database_url
        if not address:
            file = self.root / "var" / "sessions.sqlite"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            address = sqlite_url(file)
        engine = make_engine(address, counts.timeout_seconds, counts.pool_size, read_only=False)
        short = engine.dialect.name == "sqlite"
        database = Database("session", engine, counts.timeout_seconds, counts.retry_seconds, short)
        return Sessions(database, issuer, said.idle_minutes, said.absolute_minutes, self.now)

    def _cookies(self) -> Cookies:
        """Only demo mode, and a provider tried out on this machine, may do without https."""
        address = self.site.endpoint_origin or self.site.base_url
        return Cookies(
            secure=not self.is_demo and urlsplit(address).scheme == "https", hint_domain=self.site.sign_in.hint_domain
        )

    def _origins(self) -> Origins:
        return Origins.of(self.site, self.endpoint.cors.origins)

    def _render(self, template: str, meta: PageMeta, **values: object) -> str:
        return self.environment().get_template(template).render(page=meta, **values)
