"""A provider that signs whatever a test wants: what no real provider would say can only be forged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey
from werkzeug.test import TestResponse

from tests.account.world import Clock
from view.settings.endpoint_settings import Oidc

CLIENT, SECRET, AUDIENCE = "xinfeng", "s3cret/ +%", "https://risk.test/api"
_LARGEST_WAIT = 600

RSA = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "rsa"})
EC = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
ED = OKPKey.generate_key("Ed25519", {"use": "sig"}, auto_kid=True)
STRANGER = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "rsa"})


class Forger:
    """The provider. `answer` is what the token endpoint gives for a code; the rest is what it says of itself."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.keys: list[Key] = [RSA, EC, ED]
        self.answers: dict[str, dict[str, Any]] = {}
        self.told: dict[str, Any] = {"sub": "u-1"}
        self.down = self.slow = False
        self.says_issuer = False
        self.asked: list[str] = []
        self.wait = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def settings(self) -> Oidc:
        """How we know this provider."""
        return Oidc(
            issuer=self.issuer,
            client_id=CLIENT,
            client_secret=SECRET,
            audience=AUDIENCE,
            timeout_seconds=1,
            keys_wait_seconds=0,
        )

    def claims(self, **others: Any) -> dict[str, Any]:
        """The claims of an honest ID token but for `others`; None leaves one out."""
        now = int(self.clock().timestamp())
        said = {"iss": self.issuer, "aud": CLIENT, "sub": "u-1", "iat": now, "exp": now + 300, "enterprise": "demo-a"}
        return {name: value for name, value in (said | others).items() if value is not None}

    def sign(self, claims: dict[str, Any], key: Key = RSA, alg: str = "RS256", **header: Any) -> str:
        """A token. The header names the key unless `header` says otherwise."""
        named = {name: value for name, value in ({"alg": alg, "kid": key.kid} | header).items() if value is not None}
        return jwt.encode(named, claims, key, algorithms=[alg], default_type=None)

    def access_token(self, **others: Any) -> str:
        """An honest access token but for `others`."""
        return self.sign(self.claims(**({"aud": AUDIENCE} | others)), typ="at+jwt")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        forger = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                forger.asked.append(self.path)
                if forger.slow:
                    forger.wait.wait(_LARGEST_WAIT)
                self._say(forger.page(self.path))

            def do_POST(self) -> None:
                forger.asked.append(self.path)
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._say(forger.exchange({name: values[0] for name, values in form.items()}, self.headers))

            def _say(self, said: dict[str, Any] | None) -> None:
                body = json.dumps(said or {"error": "invalid_grant"}).encode()
                self.send_response(503 if forger.down else 200 if said else 400)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        return Handler

    def page(self, path: str) -> dict[str, Any]:
        """Discovery, keys and user info."""
        if path == "/keys":
            return KeySet(self.keys).as_dict(private=False)  # type: ignore[return-value]
        if path == "/me":
            return self.told
        places = {"authorization": "/auth", "token": "/token", "userinfo": "/me", "end_session": "/end?from=us"}
        said: dict[str, Any] = {f"{name}_endpoint": self.issuer + place for name, place in places.items()}
        said |= {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        return said | {"authorization_response_iss_parameter_supported": self.says_issuer}

    def exchange(self, form: dict[str, str], headers: Any) -> dict[str, Any] | None:
        """What was prepared for a code, once, for the client with its secret and the verifier."""
        prepared = self.answers.pop(form.get("code", ""), None)
        kind, _, basic = headers.get("Authorization", "").partition(" ")
        who = [unquote(part) for part in base64.b64decode(basic).decode().split(":")]
        hashed = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = _encoded(hashed).decode()
        honest = prepared and prepared.pop("challenge") == challenge and (kind, *who) == ("Basic", CLIENT, SECRET)
        return prepared if honest and form["redirect_uri"].endswith("/sign-in/callback") else None


@contextmanager
def running(clock: Clock) -> Iterator[Forger]:
    """The provider, answering until the block ends."""
    forger = Forger(clock)
    thread = threading.Thread(target=forger.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield forger
    finally:
        forger.wait.set()
        forger.server.shutdown()
        forger.server.server_close()
        thread.join()


def begin(client: FlaskClient, path: str = "/sign-in") -> dict[str, str]:
    """Begin to sign in; what the provider is asked."""
    answer = client.get(path)
    assert answer.status_code == 303, answer.text
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in asked.items()}


def come_back(client: FlaskClient, forger: Forger, asked: dict[str, str], token: str, **others: str) -> TestResponse:
    """Come back from the provider with a code for `token`."""
    forger.answers["the-code"] = {"id_token": token, "access_token": "opaque", "challenge": asked["code_challenge"]}
    return client.get("/sign-in/callback", query_string={"code": "the-code", "state": asked["state"]} | others)


def sign_in(client: FlaskClient, forger: Forger, enterprise: str = "demo-a", path: str = "/sign-in") -> TestResponse:
    """Sign in as an honest provider lets one."""
    asked = begin(client, path)
    answer = come_back(client, forger, asked, forger.sign(forger.claims(nonce=asked["nonce"], enterprise=enterprise)))
    assert answer.status_code == 303, answer.text
    return answer


def hmac_by_public_key(forger: Forger, claims: dict[str, Any]) -> str:
    """HS256 signed with the provider's public RSA key as if it were a shared secret."""
    secret = RSA.as_pem(private=False)
    return craft({"alg": "HS256", "kid": RSA.kid}, claims, lambda text: hmac.digest(secret, text, "sha256"))


def unsigned(claims: dict[str, Any], alg: str = "none") -> str:
    """A token with `alg: none` and no signature."""
    return craft({"alg": alg, "kid": RSA.kid}, claims, lambda text: b"")


def by_rsa(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token with a true RSA signature and a header that no honest library would write."""
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if header["alg"] == "PS256" else padding.PKCS1v15()
    digest = hashes.SHA512() if header["alg"] == "RS512" else hashes.SHA256()
    key = RSA.private_key
    assert key
    return craft({"kid": RSA.kid} | header, claims, lambda text: key.sign(text, scheme, digest))


def craft(header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """A token made by hand."""
    text = b".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
    return b".".join((text, _encoded(sign(text)))).decode()


def _encoded(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
