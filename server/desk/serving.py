"""Serves the desk until it is stopped: requests come whole and bounded, and are answered in threads."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from wsgiref.types import WSGIApplication

from tornado.httpserver import HTTPServer
from tornado.web import Application, FallbackHandler
from tornado.wsgi import WSGIContainer

#: Requests answered at once; more wait their turn.
_THREADS = 8
#: Bytes of a request that are read at all: a file that is imported, with what is said beside it.
_MAX_BODY = 102_000_000
#: Seconds in which the body of a request must be there; people upload Word files over slow lines.
_BODY_SECONDS = 300


class _AnyMethod(FallbackHandler):
    """Hands every request to the application, of whatever method: it knows which ones an address answers."""

    SUPPORTED_METHODS = (*FallbackHandler.SUPPORTED_METHODS, "TRACE")


def serve_desk(app: WSGIApplication, sockets: Sequence[socket.socket], started: Callable[[], None]) -> None:
    """Answer requests until the program is told to stop; what is being written then is written to its end."""
    logging.getLogger("tornado.access").setLevel(logging.ERROR)  # 409 and 422 are everyday answers here
    asyncio.run(_until_told(app, sockets, started))


async def _until_told(
    app: WSGIApplication, sockets: Sequence[socket.socket], started: Callable[[], None]
) -> None:  # fmt: skip
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with ThreadPoolExecutor(_THREADS, "desk") as threads:
        pages = (r".*", _AnyMethod, {"fallback": WSGIContainer(app, threads)})
        server = HTTPServer(
            Application([pages]), max_body_size=_MAX_BODY, max_buffer_size=_MAX_BODY, body_timeout=_BODY_SECONDS
        )
        server.add_sockets(sockets)
        started()
        await stop.wait()
        server.stop()
        await server.close_all_connections()
