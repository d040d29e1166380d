"""The certified provider from npm, started as a process, and a reader who signs in there without a browser."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPMessage
from pathlib import Path
from signal import SIGKILL
from subprocess import DEVNULL
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode

from tests.machine import PATIENCE
from tests.processes import Process, alive, await_port, end, free_port, launch
from view.settings.endpoint_settings import Oidc

PROGRAM = Path(__file__).parents[1] / "node" / "provider.mjs"
AUDIENCE = "https://risk.test/api"
CLIENT, SECRET = "xinfeng", "a-secret-of-32-characters-or-more"
#: The portal's own pages: another client, which has no secret.
PORTAL, PORTAL_CALLBACK = "portal", "http://127.0.0.1/portal"


class RealProvider:
    """The provider. Stopped and started again it has new keys and has forgotten everybody."""

    def __init__(self, base_url: str, *, home: str = "", user_info: bool = False) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        code = {"grant_types": ["authorization_code"], "response_types": ["code"]}
        ours = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [f"{base_url}/sign-in/callback"],
            "post_logout_redirect_uris": [f"{home or base_url}/"],
        }
        portal = {"client_id": PORTAL, "token_endpoint_auth_method": "none", "redirect_uris": [PORTAL_CALLBACK]}
        clients = [code | ours, code | portal]
        self._options = {"port": self.port, "audience": AUDIENCE, "userInfo": user_info, "clients": clients}
        self._process: Process | None = None

    @property
    def settings(self) -> Oidc:
        """How we know this provider."""
        return Oidc(issuer=self.issuer, client_id=CLIENT, client_secret=SECRET, audience=AUDIENCE, keys_wait_seconds=0)

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = ["node", str(PROGRAM), json.dumps(self._options)]
        self._process = launch(command, stdout=DEVNULL, stderr=DEVNULL)
        await_port(self.port, self._process)

    def stop(self) -> None:
        """End it."""
        end(self._process, SIGKILL)

    def sound(self) -> RealProvider:
        """Itself, running whatever was done to it."""
        if not alive(self._process):
            self.start()
        return self

    def sign_in(self, address: str, enterprise: str, callback: str) -> str:
        """Sign in at the provider's address as a company; where it then sends the reader, back to the `callback`."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(), _StopAt(callback))
        try:
            with opener.open(address, timeout=PATIENCE) as form:
                there = form.url
            opener.open(f"{there}?{urlencode({'enterprise': enterprise})}", timeout=PATIENCE).close()
        except HTTPError as redirected:
            redirected.close()
            return str(redirected.headers["Location"])
        raise AssertionError("the provider did not send the reader back")

    def access_token(self, enterprise: str) -> str:
        """An access token for our counts, as the portal's own pages get one."""
        verifier = "v" * 43
        asked = {
            "client_id": PORTAL,
            "response_type": "code",
            "scope": "openid counts",
            "resource": AUDIENCE,
            "redirect_uri": PORTAL_CALLBACK,
            "code_challenge": "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM",  # of the verifier
            "code_challenge_method": "S256",
        }
        back = self.sign_in(f"{self.issuer}/auth?{urlencode(asked)}", enterprise, PORTAL_CALLBACK)
        code = back.partition("code=")[2].partition("&")[0]
        form = {"grant_type": "authorization_code", "client_id": PORTAL, "code": code, "code_verifier": verifier}
        form |= {"redirect_uri": PORTAL_CALLBACK, "resource": AUDIENCE}
        opener = urllib.request.build_opener()
        with opener.open(f"{self.issuer}/token", urlencode(form).encode(), PATIENCE) as answer:
            said: dict[str, Any] = json.load(answer)
        return str(said["access_token"])


class _StopAt(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but not back to us."""

    def __init__(self, callback: str) -> None:
        self.callback = callback

    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str) -> Any:
        if newurl.startswith(self.callback):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@contextmanager
def real_provider(base_url: str, *, home: str = "", user_info: bool = False) -> Iterator[RealProvider]:
    """The provider, until the block ends."""
    provider = RealProvider(base_url, home=home, user_info=user_info)
    try:
        provider.start()
        yield provider
    finally:
        provider.stop()
