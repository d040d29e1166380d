"""The signed cookie that says which company is signed in, and until when."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

COOKIE = "xinfeng_session"
_SECRET_BYTES = 32


def load_secret(path: Path) -> bytes:
    """The key that signs sessions; made on first use, readable by its owner alone.

    Several workers may start at once: the key appears whole under its name or not at all, and the first one wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # mkstemp gives mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(_SECRET_BYTES).encode())
            _link_unless_there(Path(draft), path)
        finally:
            Path(draft).unlink()
    path.chmod(0o600)
    secret = path.read_bytes().strip()
    if len(secret) < _SECRET_BYTES:
        raise ValueError(f"{path}: too short to sign sessions; delete it and a new one is made")
    return secret


def _link_unless_there(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return


@dataclass(frozen=True, slots=True)
class Sessions:
    """Starts, reads and ends sessions. `secure` keeps the cookie off plain http; `purpose` keeps demo sessions apart.

    A cookie signed for one purpose says nothing for another, so one made in demo mode is worth nothing in production.
    """

    secret: bytes
    minutes: int
    now: Callable[[], datetime]
    secure: bool
    purpose: str

    def enterprise(self, cookies: Mapping[str, str]) -> str | None:
        """The company these cookies prove to be signed in, or None."""
        try:
            said = self._signer().loads(cookies.get(COOKIE, ""))
            enterprise, expires = said["enterprise"], said["expires"]
        except (BadData, KeyError, TypeError):
            return None
        return str(enterprise) if self.now().timestamp() < expires else None

    def start(self, response: Response, enterprise: str) -> None:
        """Sign the company in; the session ends after `minutes`, whatever the browser does."""
        lifetime = timedelta(minutes=self.minutes)
        said = {"enterprise": enterprise, "expires": int((self.now() + lifetime).timestamp())}
        token = str(self._signer().dumps(said))
        response.set_cookie(
            COOKIE, token, max_age=lifetime, path="/", secure=self.secure, httponly=True, samesite="Lax"
        )

    def end(self, response: Response) -> None:
        """Sign out: the browser forgets the cookie."""
        response.delete_cookie(COOKIE, path="/", secure=self.secure, httponly=True, samesite="Lax")

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt=f"xinfeng-session-{self.purpose}")
