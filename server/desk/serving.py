"""Serves the desk until it is stopped: requests come whole and bounded, and are answered in threads."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from wsgiref.types import WSGIApplication

from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.web import Application, FallbackHandler
from tornado.wsgi import WSGIContainer

#: Requests answered at once; more wait their turn.
_THREADS = 8
#: Bytes of a request that are read at all: a file that is imported, with what is said beside it.
_MAX_BODY = 102_000_000
#: Seconds in which the body of a request must be there; people upload Word files over slow lines.
_BODY_SECONDS = 300

#: Path and `Cookie` header of a request → how many bytes of its body are read.
MostBytes = Callable[[str, str], int]


class _AnyMethod(FallbackHandler):
    """Hands every request to the application, of whatever method: it knows which ones an address answers."""

    SUPPORTED_METHODS = (*FallbackHandler.SUPPORTED_METHODS, "TRACE")


class _Measured(HTTPMessageDelegate):
    """A request on its way in: how much of its body is read is known when its headers are."""

    def __init__(self, inner: HTTPMessageDelegate, connection: HTTP1Connection, most: MostBytes) -> None:
        self._inner, self._connection, self._most = inner, connection, most

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        """Before anything of the body is."""
        path = start_line.path.partition("?")[0] if isinstance(start_line, RequestStartLine) else ""
        self._connection.set_max_body_size(self._most(path, headers.get("Cookie", "")))
        return self._inner.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        """A part of the body."""
        return self._inner.data_received(chunk)

    def finish(self) -> None:
        """All of it is there."""
        self._inner.finish()

    def on_connection_close(self) -> None:
        """Whoever sent it has gone."""
        self._inner.on_connection_close()


class _Door(HTTPServerConnectionDelegate):
    """Where requests come in."""

    def __init__(self, inner: HTTPServerConnectionDelegate, most: MostBytes) -> None:
        self._inner, self._most = inner, most

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """A new request."""
        inner = self._inner.start_request(server_conn, request_conn)
        return _Measured(inner, request_conn, self._most) if isinstance(request_conn, HTTP1Connection) else inner


def serve_desk(
    app: WSGIApplication, sockets: Sequence[socket.socket], started: Callable[[], None], most: MostBytes
) -> None:
    """Answer requests until the program is told to stop; what is being written then is written to its end."""
    logging.getLogger("tornado.access").setLevel(logging.ERROR)  # 409 and 422 are everyday answers here
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    asyncio.run(_until_told(app, sockets, started, most))


async def _until_told(
    app: WSGIApplication, sockets: Sequence[socket.socket], started: Callable[[], None], most: MostBytes
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with ThreadPoolExecutor(_THREADS, "desk") as threads:
        pages = (r".*", _AnyMethod, {"fallback": WSGIContainer(app, threads)})
        server = HTTPServer(
            _Door(Application([pages]), most),
            max_body_size=_MAX_BODY,
            max_buffer_size=_MAX_BODY,
            body_timeout=_BODY_SECONDS,
        )
        server.add_sockets(sockets)
        started()
        await stop.wait()
        server.stop()
        await server.close_all_connections()
