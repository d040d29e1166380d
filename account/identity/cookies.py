"""The account's cookies: the session's, a sign-in's, and a hint that scripts may read."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

_SESSION, _ATTEMPT = "xinfeng_session", "xinfeng_sign_in"
#: Says to the home page's script that asking for counts may be worth it; it proves nothing.
HINT = "xf_signed_in"
#: Browsers accept a cookie so named only from its own host, over https, for the whole site: no other can plant it.
_HOST_ONLY = "__Host-"


@dataclass(frozen=True, slots=True)
class Cookies:
    """Reads and sets them. `secure` keeps them off plain http; `hint_domain` is where the hint is read."""

    secure: bool
    hint_domain: str = ""

    def session(self) -> str:
        """What the request's session cookie holds, or empty."""
        return request.cookies.get(self._name(_SESSION), "")

    def attempt(self) -> str:
        """What tells this browser's sign-ins from another's, or empty."""
        return request.cookies.get(self._name(_ATTEMPT), "")

    def keep_session(self, response: Response, value: str) -> None:
        """Set the session's cookie and the hint; the browser forgets both when it is closed."""
        self._set(response, self._name(_SESSION), value)
        self._set(response, HINT, "1")
        self._delete(response, self._name(_ATTEMPT))

    def keep_attempt(self, response: Response, value: str, seconds: int) -> None:
        """Set the cookie that a sign-in must come back with."""
        self._set(response, self._name(_ATTEMPT), value, seconds)

    def forget(self, response: Response) -> None:
        """Take back the session's cookie and the hint."""
        self._delete(response, self._name(_SESSION))
        self.forget_hint(response)

    def forget_hint(self, response: Response) -> None:
        """Take back the hint where it said more than was true."""
        if HINT in request.cookies or self._name(_SESSION) in request.cookies:
            self._delete(response, HINT)

    def _name(self, name: str) -> str:
        return _HOST_ONLY + name if self.secure else name

    def _set(self, response: Response, name: str, value: str, seconds: int | None = None) -> None:
        domain = self.hint_domain or None if name == HINT else None
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            domain=domain,
            secure=self.secure,
            httponly=name != HINT,
            samesite="Lax",  # links from the portal keep the session, posts and frames of other sites do not
        )

    def _delete(self, response: Response, name: str) -> None:
        domain = self.hint_domain or None if name == HINT else None
        response.delete_cookie(name, path="/", domain=domain, secure=self.secure, httponly=name != HINT, samesite="Lax")
