"""The session table: which company each session is of and until when. Sign-in under way is remembered here too."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import (
    Connection,
    Executable,
    delete,
    insert,
    select,
    update,
)

from account.business.database import Database
from account.identity.session_tables import ATTEMPTS, SESSIONS, make_tables

#: Bytes of chance in an id; 256 bits cannot be guessed.
_ID_BYTES = 32
#: Seconds for which a sign-in may be under way at the provider.
ATTEMPT_SECONDS = 600
#: A request is noted this often at most, as a part of the idle time, so that reading counts seldom writes.
_NOTED = 60
T = TypeVar("T")


def new_id() -> str:
    """A new secret for a cookie, a state, a nonce or a code verifier."""
    return secrets.token_urlsafe(_ID_BYTES)


def token_digest(secret: str) -> str:
    """What the table keeps of a secret: whoever reads the table cannot use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is valid now."""

    enterprise: str
    id_token: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in under way: what the provider's answer must fit, and where the reader wanted to go."""

    nonce: str
    verifier: str
    back: str


@dataclass
class Sessions:
    """Starts, reads and ends sessions of one issuer. Those of another are worth nothing here."""

    database: Database
    issuer: str
    idle_minutes: int
    absolute_minutes: int
    now: Callable[[], datetime]
    _made: bool = field(default=False, init=False)

    def find(self, cookie: str) -> Session | None:
        """The session that a cookie proves, or None. Being asked for keeps it from idling out."""
        return self._ask(self._find, token_digest(cookie), self._time()) if cookie else None

    def start(self, enterprise: str, id_token: str = "", old_cookie: str = "") -> str:
        """Begin a session under a new id, ending the browser's old one; returns what the cookie shall hold."""
        cookie = new_id()
        row = {"id": token_digest(cookie), "issuer": self.issuer, "enterprise": enterprise, "id_token": id_token}
        self._ask(self._start, row, self._time(), token_digest(old_cookie))
        return cookie

    def end(self, cookie: str) -> Session | None:
        """End a session at once, for every copy of its cookie; returns what it was."""
        found = self.find(cookie)
        if cookie:
            self._ask(_execute, delete(SESSIONS).where(SESSIONS.c.id == token_digest(cookie)))
        return found

    def begin_attempt(self, state: str, browser: str, attempt: Attempt) -> None:
        """Remember a sign-in that leaves for the provider, and forget those that never came back."""
        now = self._time()
        row = {"state": token_digest(state), "browser": token_digest(browser), "nonce": attempt.nonce, "started": now}
        row |= {"verifier": attempt.verifier, "back": attempt.back}
        self._ask(_execute, delete(ATTEMPTS).where(ATTEMPTS.c.started <= now - ATTEMPT_SECONDS))
        self._ask(_execute, insert(ATTEMPTS).values(row))

    def take_attempt(self, state: str, browser: str) -> Attempt | None:
        """The sign-in that this browser began with this state: once, and only in time."""
        return self._ask(self._take, token_digest(state), token_digest(browser), self._time())

    def _find(self, connection: Connection, key: str, now: int) -> Session | None:
        row = connection.execute(select(SESSIONS).where(SESSIONS.c.id == key, SESSIONS.c.issuer == self.issuer)).first()
        if row is None or now >= min(row.started + self.absolute_minutes * 60, row.seen + self.idle_minutes * 60):
            return None
        if now - row.seen >= min(_NOTED, self.idle_minutes * 6):
            connection.execute(update(SESSIONS).where(SESSIONS.c.id == key).values(seen=now))
        return Session(row.enterprise, row.id_token)

    def _start(self, connection: Connection, row: dict[str, str], now: int, old: str) -> None:
        """Also forgets what has ended, so that the table stays as small as the number of companies signed in."""
        ended = (SESSIONS.c.started <= now - self.absolute_minutes * 60) | (SESSIONS.c.id == old)
        connection.execute(delete(SESSIONS).where(ended))
        connection.execute(insert(SESSIONS).values(row | {"started": now, "seen": now}))

    def _take(self, connection: Connection, state: str, browser: str, now: int) -> Attempt | None:
        """Whoever deletes the row has it: of two requests with one state only one goes on."""
        mine = (ATTEMPTS.c.state == state, ATTEMPTS.c.browser == browser)
        row = connection.execute(select(ATTEMPTS).where(*mine)).first()
        taken = row is not None and connection.execute(delete(ATTEMPTS).where(*mine)).rowcount == 1
        if row is None or not taken or now >= row.started + ATTEMPT_SECONDS:
            return None
        return Attempt(row.nonce, row.verifier, row.back)

    def _ask(self, question: Callable[..., T], *arguments: object) -> T:
        if not self._made:
            self.database.ask(make_tables)
            self._made = True
        return self.database.ask(question, *arguments)

    def _time(self) -> int:
        return int(self.now().timestamp())


def _execute(connection: Connection, statement: Executable) -> None:
    connection.execute(statement)
