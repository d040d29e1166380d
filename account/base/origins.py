"""Which other origins a request may come from: reading with the reader's cookie, and signing out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from view.hosting.headers import origin
from view.settings.site_settings import Settings

#: Seconds for which a browser may remember what it was allowed.
_REMEMBERED = "600"


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins that are let in, beside the one that a request is sent to."""

    listed: frozenset[str]

    @classmethod
    def of(cls, site: Settings, others: tuple[str, ...]) -> Origins:
        """The site's own origins and the `others`."""
        own = (site.base_url, site.endpoint_origin)
        return cls(frozenset(origin(url) for url in (*own, *others) if url))

    def share(self, response: Response) -> None:
        """Let the scripts of a listed origin read this answer with the reader's cookie, and no others."""
        response.vary.add("Origin")
        asking = request.headers.get("Origin", "")
        if asking in self.listed:
            response.headers["Access-Control-Allow-Origin"] = asking
            response.headers["Access-Control-Allow-Credentials"] = "true"
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"

    def answer_preflight(self) -> Response:
        """OPTIONS: what a script of a listed origin may ask for."""
        response = Response(status=204)
        response.headers["Allow"] = "GET, HEAD, OPTIONS"
        if request.headers.get("Origin", "") in self.listed:
            response.headers["Access-Control-Allow-Methods"] = "GET"
            response.headers["Access-Control-Allow-Headers"] = "Authorization"
            response.headers["Access-Control-Max-Age"] = _REMEMBERED
        return response

    def require(self) -> None:
        """Refuse a form that a page of ours did not send. Every browser says where a form comes from, one way or other.

        Comparing with the host asked is safe: no page can make a browser send another.
        """
        said = request.headers.get("Origin") or request.headers.get("Referer", "")
        asked = said if said == "null" else origin(said)
        if asked not in self.listed and asked.partition("://")[2] != request.host:
            raise Forbidden("登录和退出只能从本站页面发出。")
