"""The account's addresses, and the ways back from signing in: only ever to pages of this site."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

from view.settings.site_settings import Settings
from view.urls import HOME, is_endpoint

COUNTS = "/api/counts"
ACCOUNT = "/account"
SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
CALLBACK = "/sign-in/callback"
#: Characters of a way back, more than any address of ours has: it is kept until signing in is done.
MAX_WAY_BACK = 2_000
#: Where private answers live; no cache may keep anything from here, errors included.
PRIVATE = (COUNTS, ACCOUNT, SIGN_IN, SIGN_OUT)


@dataclass(frozen=True, slots=True)
class Paths:
    """Full addresses where the site and the endpoint may live on different origins."""

    site: Settings

    @property
    def callback_url(self) -> str:
        """Where the provider sends the reader back to. Settings say so, never a header of the request."""
        return (self.site.endpoint_origin or self.site.base_url).rstrip("/") + CALLBACK

    @property
    def home_url(self) -> str:
        """The home page."""
        return self.site.base_url.rstrip("/") + HOME

    def asked_way_back(self) -> str:
        """`next` of the form or the URL when it is a path of this site and no longer than one, else the home page."""
        asked = request.form.get("next") or request.args.get("next") or HOME
        return asked if len(asked) <= MAX_WAY_BACK and is_local(asked) else HOME

    def way_to(self, path: str) -> str:
        """A path of this site as a redirect from the endpoint."""
        if is_endpoint(path) or not self.site.endpoint_origin:
            return path
        return self.site.base_url.rstrip("/") + path


def is_local(url: str) -> bool:
    r"""Whether a URL can only lead to this site: one slash first, and nothing browsers read as a host.

    Browsers treat `\` as `/` and drop tabs and line breaks, so `/\host` and `/<tab>/host` lead elsewhere too.
    """
    if not url.startswith("/") or url.startswith("//") or "\\" in url or not url.isprintable():
        return False
    parts = urlsplit(url)
    return not parts.scheme and not parts.netloc
