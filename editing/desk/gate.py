"""Who may ask the desk for anything: the address it was asked at, the page that asks, the person who signed in."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

#: Seconds without a request after which a person signs in again, and after which in any case.
IDLE, LONGEST = 7 * 24 * 3600.0, 30 * 24 * 3600.0
#: What browsers say of requests that a page of ours makes, or a person who types the address.
_OURS = ("same-origin", "none", "")


@dataclass(slots=True)
class Person:
    """Who works at the desk. `name` is what history and copies say."""

    name: str
    began: float
    seen: float


@dataclass(slots=True)
class Gate:
    """One desk's door. `origin` is where browsers find it; `who` names the person whom the one-time token lets in.

    The token works once; with `who` empty there is none, and people come by `admit` after signing in elsewhere.
    """

    origin: str
    who: str = ""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    idle: float = IDLE
    longest: float = LONGEST
    _people: dict[str, Person] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def host(self) -> str:
        """What a `Host` header must say."""
        return urlsplit(self.origin).netloc

    @property
    def cookie(self) -> str:
        """The cookie's name: browsers send cookies to all ports of a host, so each desk has its own."""
        name = f"xinfeng-desk-{urlsplit(self.origin).port or 443}"
        return f"__Host-{name}" if self.secure else name

    @property
    def secure(self) -> bool:
        """Whether the cookie travels by https only."""
        return self.origin.startswith("https:")

    def spend(self, token: str) -> str:
        """The cookie's value for the one-time token, or empty where it is another or was used."""
        with self._lock:
            good = bool(self.token and self.who) and hmac.compare_digest(token.encode(), self.token.encode())
            if good:
                self.token = ""
        return self.admit(self.who) if good else ""

    def admit(self, name: str) -> str:
        """The cookie's value for a person who has signed in."""
        value, now = secrets.token_urlsafe(32), time.monotonic()
        with self._lock:
            self._people = {key: one for key, one in self._people.items() if self._is_fresh(one, now)}
            self._people[value] = Person(name, now, now)
        return value

    def person(self, value: str) -> str:
        """Whose cookie this is, or empty."""
        now = time.monotonic()
        with self._lock:
            found = self._people.get(value)
            if found is None or not self._is_fresh(found, now):
                self._people.pop(value, None)
                return ""
            found.seen = now
            return found.name

    def leave(self, value: str) -> None:
        """Forget a cookie."""
        with self._lock:
            self._people.pop(value, None)

    def is_host(self, host: str) -> bool:
        """Whether a request was sent to us: a name of somebody else's that leads here is not ours."""
        return host.lower() == self.host.lower()

    def may_write(self, origin: str, site: str) -> bool:
        """Whether a page of ours asks for a change; a request that does not say is refused."""
        return origin == self.origin and site in _OURS

    def may_read(self, origin: str, site: str) -> bool:
        """Whether a page of ours asks for an answer."""
        return origin in ("", self.origin) and site in _OURS

    def _is_fresh(self, one: Person, now: float) -> bool:
        return now - one.seen < self.idle and now - one.began < self.longest
