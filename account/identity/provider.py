"""Talks to the OpenID provider: discovery, keys, exchanging a code, user info. Down or slow, it is soon known."""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import urllib3
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from account.identity.provider_cache import ProviderCache, ProviderDownError
from view.settings.endpoint_settings import Oidc
from view.untrusted.plain_json import parse_json

#: Bytes of an answer that are read; the longest honest one is a set of keys.
_LARGEST = 1024 * 1024
_DISCOVERY = "/.well-known/openid-configuration"
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_FORM = "application/x-www-form-urlencoded"
_LOG = logging.getLogger("xinfeng.account")


class CodeRefusedError(Exception):
    """The provider does not give tokens for this code."""


class Provider:
    """One provider, known by its issuer. Nothing is asked before it is needed, so the endpoint starts without it."""

    def __init__(self, settings: Oidc, clock: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(settings.timeout_seconds), retries=False, maxsize=4, block=False
        )
        self._metadata = ProviderCache(self._discover, clock)
        self._keys = ProviderCache(self._read_keys, clock)

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What discovery says."""
        return self._metadata.get()  # type: ignore[no-any-return]

    def key(self, header: Mapping[str, Any]) -> Key | None:
        """The key that a token names; for an unknown one the keys are read again, but not at every token's word."""
        found = _pick(self._keys.get(), header)
        return found or _pick(self._keys.get_newer(self.settings.keys_wait_seconds), header)

    def code_url(self, way_back: str, state: str, nonce: str, verifier: str) -> str:
        """Where the reader signs in, to come back with a code: RFC 6749 with the S256 challenge of RFC 7636."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        return _with_query(
            self.metadata["authorization_endpoint"],
            {
                "response_type": "code",
                "client_id": self.settings.client_id,
                "redirect_uri": way_back,
                "scope": " ".join(self.settings.scopes),
                "state": state,
                "nonce": nonce,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            },
        )

    def is_of_issuer(self, named: Sequence[str]) -> bool:
        """Whether an answer that names these issuers is the provider's (RFC 9207): it must, where it says it does."""
        needed = self.metadata.get("authorization_response_iss_parameter_supported") is True
        return list(named) == [self.settings.issuer] if needed or named else True

    def sign_out_url(self, parameters: Mapping[str, str]) -> str | None:
        """Where the reader signs out of the provider, or None when it has no such place or is not to be reached."""
        try:
            address = self.metadata.get("end_session_endpoint")
        except ProviderDownError:
            return None
        return _with_query(address, parameters) if address else None

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        """The tokens for a code. CodeRefusedError when there are none."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Content-Type": _FORM}
        ours, secret = self.settings.client_id, self.settings.client_secret
        if self.settings.client_auth == "client_secret_basic":
            # RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
            headers |= urllib3.make_headers(basic_auth=f"{quote(ours, safe='')}:{quote(secret, safe='')}")
        else:
            form |= {"client_id": ours}
            form |= {"client_secret": secret} if self.settings.client_auth == "client_secret_post" else {}
        status, said = self._ask("POST", self.metadata["token_endpoint"], headers, urlencode(form))
        if status in (400, 401):
            raise CodeRefusedError(str(said.get("error", status)))
        return _only_success(status, said)

    def user_info(self, access_token: str) -> dict[str, Any]:
        """What the provider tells of the reader beside the ID token; nothing when it has no such endpoint."""
        address = self.metadata.get("userinfo_endpoint")
        if not address:
            return {}
        return _only_success(*self._ask("GET", address, {"Authorization": f"Bearer {access_token}"}))

    def _discover(self) -> dict[str, Any]:
        said = self._read(self.settings.issuer.rstrip("/") + _DISCOVERY)
        if said.get("issuer") != self.settings.issuer:
            raise ProviderDownError(f'discovery speaks for another issuer, "{said.get("issuer")}"')
        if missing := [name for name in _NEEDED if not isinstance(said.get(name), str)]:
            raise ProviderDownError(f"discovery has no {', '.join(missing)}")
        return said

    def _read_keys(self) -> KeySet:
        try:
            return KeySet.import_key_set(self._read(self.metadata["jwks_uri"]))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderDownError(f"unreadable keys: {error}") from error

    def _read(self, url: str) -> dict[str, Any]:
        return _only_success(*self._ask("GET", url, {}))

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: str | None = None) -> tuple[int, Any]:
        try:
            answer = self._http.request(
                method,
                url,
                body=body,
                headers={"Accept": "application/json", **headers},
                redirect=False,
                preload_content=False,
            )
            try:
                text = answer.read(_LARGEST, decode_content=True)
            finally:
                answer.close()
            said = parse_json(text)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise ProviderDownError(f"{method} {url}: {type(error).__name__}") from error
        return answer.status, said if isinstance(said, dict) else {}


def _only_success(status: int, said: dict[str, Any]) -> dict[str, Any]:
    if status != 200:
        raise ProviderDownError(f"answers with status {status}")
    return said


def _pick(keys: KeySet, header: Mapping[str, Any]) -> Key | None:
    """The key for a token's header: of its id, or the only one where it names none, and for signatures."""
    named = [key for key in keys if header.get("kid") is None or key.kid == header["kid"]]
    fitting = [key for key in named if key.get("use") in (None, "sig") and key.get("alg") in (None, header.get("alg"))]
    return fitting[0] if len(fitting) == 1 else None


def _with_query(url: str, parameters: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"
