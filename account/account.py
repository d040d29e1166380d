"""What the account's addresses need, in one place: who asks, what they may, what waits for them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import Blueprint

from account.base.audit import AuditLog
from account.base.origins import Origins
from account.base.rates import RateLimit
from account.base.render import Render
from account.business.counts import NoCountError, read_counts
from account.business.database import Database, UnavailableError
from account.business.statements import COUNTED, Listing
from account.identity.cookies import Cookies
from account.identity.sessions import Sessions
from account.identity.tokens import Tokens
from view.settings.site_settings import Settings

_LOG = logging.getLogger("xinfeng.account")


class SignIn(Protocol):
    """A way to sign in."""

    def url(self, back: str = "") -> str:
        """Where signing in begins; afterwards the reader wants to go `back`."""
        ...

    def add_rules(self, blueprint: Blueprint) -> None:
        """Add its addresses."""
        ...

    def name_of(self, enterprise: str) -> str:
        """What readers call the company; its id where no name is known."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """What the account's addresses need. Without `sessions` nobody is ever signed in; `now` gives the time."""

    site: Settings
    listings: Mapping[str, Listing]
    business: Database
    sessions: Sessions | None
    tokens: Tokens | None
    cookies: Cookies
    origins: Origins
    sign_in: SignIn
    limit: RateLimit
    strangers: RateLimit
    trusted_proxies: int
    audit: AuditLog
    render: Render
    now: Callable[[], datetime]

    def by_cookie(self) -> str | None:
        """The company of this request's session. It comes from the session table and from nowhere else."""
        session = self.sessions.find(self.cookies.session()) if self.sessions else None
        return session.enterprise if session else None

    def limit_rate(self, enterprise: str) -> None:
        """429 where a company asks too often."""
        self.limit.check(enterprise, lambda: self.audit.record("counts_refused", enterprise, reason="rate"))

    def counts(self, enterprise: str) -> list[dict[str, Any]]:
        """The company's counts in the shape of the contract: 0 leads nowhere. UnavailableError when one is no count."""
        try:
            numbers = self.business.ask(read_counts, self.listings, enterprise)
        except NoCountError as error:
            _LOG.error("%s; mend its statement in site.toml", error)
            raise UnavailableError(self.business.retry_seconds) from error
        return [
            {
                "key": key,
                "label": label,
                "count": numbers[key],
                "href": self.listings[key].href if numbers[key] else None,
            }
            for key, label in COUNTED.items()
        ]
