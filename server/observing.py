"""What operators see of each request: an id that travels with it, one line in the log, and numbers for Prometheus."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from prometheus_client import Counter, Histogram

from search.faces.blueprint import GENERATION
from server.logs import request_id_of_now

#: The header that carries the id, from the proxy to us and back to the client.
REQUEST_ID = "X-Request-ID"

_GOOD_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_log = logging.getLogger("xinfeng.request")
#: The addresses that are counted by name, with what lies below them. All others are one: a name that a client may make
#: up would be a new series of numbers, kept for ever.
ROUTES = (
    "/search", "/compare/", "/search.atom", "/api/search", "/api/suggest", "/api/openapi.json", "/api/counts",
    "/account", "/sign-in", "/sign-out", "/healthz", "/readyz",
)  # fmt: skip
_REQUESTS = Counter("xinfeng_requests_total", "Requests answered.", ["route", "status"])
_SECONDS = Histogram(
    "xinfeng_request_seconds", "Seconds until the answer was given away.", ["route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip


class Observed:
    """Wraps the endpoint. What was searched for is nobody's business: the query string is never logged."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request and note how it went once its last byte was handed over."""
        given = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _GOOD_ID.fullmatch(given) else uuid.uuid4().hex
        request_id_of_now.set(request_id)
        noted = _Noted(environ, request_id)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            noted.status = int(status[:3])
            noted.generation = next((value for name, value in headers if name == GENERATION), "")
            return start_response(status, [*headers, (REQUEST_ID, request_id)], exc_info)

        return _Body(self._app(environ, start), noted)


class _Noted:
    """The facts of one request."""

    def __init__(self, environ: WSGIEnvironment, request_id: str) -> None:
        self.began = time.perf_counter()
        self.method = str(environ.get("REQUEST_METHOD", ""))
        self.path = str(environ.get("PATH_INFO", "")).encode("latin-1", "replace").decode("utf-8", "replace")
        self.client = str(environ.get("HTTP_X_REAL_IP") or environ.get("REMOTE_ADDR", ""))
        self.request_id = request_id
        self.status, self.sent, self.generation = 500, 0, ""

    def write_down(self) -> None:
        seconds = time.perf_counter() - self.began
        route = _route_of(self.path)
        _REQUESTS.labels(route, str(self.status)).inc()
        _SECONDS.labels(route).observe(seconds)
        facts = {
            "request_id": self.request_id, "method": self.method, "path": self.path, "status": self.status,
            "seconds": round(seconds, 4), "bytes": self.sent, "client": self.client,
        }  # fmt: skip
        if self.generation:
            facts["generation"] = self.generation
        _log.log(logging.WARNING if self.status >= 500 else logging.INFO, "answered", extra={"facts": facts})


def _route_of(path: str) -> str:
    return next((one for one in ROUTES if path == one or path.startswith(f"{one}/")), "other")


class _Body:
    """An answer's bytes on their way out."""

    def __init__(self, body: Iterable[bytes], noted: _Noted) -> None:
        self._body, self._noted = body, noted

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._body:
            self._noted.sent += len(piece)
            yield piece

    def close(self) -> None:
        """Called by the server when the answer was sent or given up."""
        try:
            if hasattr(self._body, "close"):
                self._body.close()
        finally:
            self._noted.write_down()
            request_id_of_now.set("")
