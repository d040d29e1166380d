"""Checks what the provider signed: ID tokens at sign-in, access tokens on the counts call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from account.identity.provider import Provider
from view.settings.endpoint_settings import Oidc

#: Characters of a token that are looked at; a longer one is no token of a sane provider.
_LONGEST = 16_384
#: What a company's id may be long, and still be one.
_LONGEST_ENTERPRISE = 100
#: The `typ` of RFC 9068; older providers say JWT or nothing.
_ACCESS = {"at+jwt", "application/at+jwt", "jwt", ""}
_ID = {"jwt", ""}


class TokenError(Exception):
    """A token that proves nothing; the message is one word of ours for the audit log."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Checks tokens of one provider for us. `now` gives the time, which may differ from theirs by the leeway."""

    settings: Oidc
    provider: Provider
    now: Callable[[], datetime]

    def check_id_token(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token for this sign-in (OpenID Connect Core, 3.1.3.7)."""
        claims = self._check(token, self.settings.client_id, _ID)
        if claims.get("nonce") != nonce:
            raise TokenError("nonce")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.settings.client_id:
            raise TokenError("azp")
        return claims

    def check_access_token(self, token: str) -> dict[str, Any]:
        """The claims of an access token meant for us (RFC 9068)."""
        if not self.settings.audience:
            raise TokenError("not_accepted")
        return self._check(token, self.settings.audience, _ACCESS)

    def enterprise(self, claims: Mapping[str, Any]) -> str | None:
        """The company that claims name, or None."""
        found: Any = claims
        for name in self.settings.enterprise_claim.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, int) and not isinstance(found, bool):
            found = str(found)
        if not isinstance(found, str) or not found.strip() or len(found) > _LONGEST_ENTERPRISE:
            return None
        return found if found.isprintable() else None

    def _check(self, token: str, audience: str, types: set[str]) -> dict[str, Any]:
        """The claims of a signed token. The algorithm is one of ours to choose, never what the token would like."""
        try:
            if len(token) > _LONGEST:
                raise TokenError("too_long")
            header = jws.extract_compact(token.encode()).headers()
            if header.get("alg") not in self.settings.algorithms:
                raise TokenError("algorithm")
            if str(header.get("typ", "")).lower() not in types:
                raise TokenError("type")
            key = self.provider.key(header)
            if key is None:
                raise TokenError("unknown_key")
            claims: dict[str, Any] = jwt.decode(token, key, algorithms=list(self.settings.algorithms)).claims
            self._registry(audience).validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise TokenError(getattr(error, "error", "") or "malformed") from error
        return claims

    def _registry(self, audience: str) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=int(self.now().timestamp()),
            leeway=self.settings.leeway_seconds,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
