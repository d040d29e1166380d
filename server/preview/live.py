"""The development server: pages, search and counts from one process, rebuilt and reloaded when a file is saved."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import os
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click import ClickException
from flask import Flask
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado.escape import json_decode
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, FallbackHandler
from tornado.websocket import WebSocketHandler
from tornado.wsgi import WSGIContainer

from server.app import create_app
from server.preview import static_files
from server.preview.live_pages import LiveState, add_live_pages
from server.preview.watch import changes
from view.hosts import is_unspecified
from view.problems import ContentError
from view.settings.site_settings import SERVED_AT

#: Requests answered at once; more wait their turn.
_THREADS = 8
#: Bytes of a request that are read at all; the application's own limit is lower and answers better.
_MAX_BODY = 1024 * 1024
#: Seconds that a build under way may take to end once the server is told to stop.
_PATIENCE = 10
#: Where templates and assets come from that a site has none of its own for.
_SHIPPED = tuple(Path(__file__).parents[2] / name for name in ("templates", "assets"))
_RELOAD = {"command": "reload", "path": "*", "liveCSS": False}


class ServeError(ClickException):
    """The server cannot run; the message is one line and the exit code 1."""


def serve(
    root: Path,
    host: str,
    port: int,
    *,
    rebuild: Callable[[], list[str]],
    is_due: Callable[[], bool],
    reload: bool,
    demo: bool,
    announce: Callable[[str], None],
) -> None:
    """Build, then serve until interrupted. `rebuild` returns the problems of the content, none when it is good.

    `is_due` says that a date has come at which the same content gives other pages.
    The port is taken first, so that a busy one is known before a long build, and browsers that come early wait.
    Without `reload` the pages are as in production and problems in the content end it; with `reload` they are shown
    on the pages until they are mended. Demo sign-in needs `demo` and an address that only this machine can reach.
    """
    sockets = listen(host, port)
    os.environ[SERVED_AT] = address_of(sockets, reachable=True)  # for those who build, in whatever process
    try:
        problems = rebuild()
        _tell(problems, announce)
        if problems and not reload:
            raise ServeError("nothing to serve until the content is mended")
        logging.getLogger("tornado.access").setLevel(logging.ERROR)  # 401 and 404 are everyday answers here
        local = all(is_loopback_socket(one) for one in sockets)
        app = _create_app(root, demo and local, announce)
        site = Site(app, root, rebuild if reload else None, announce, is_due)
        site.state.built(problems)
        _greet(sockets, demo=app.config["DEMO"], reload=reload, announce=announce)
        asyncio.run(_until_signalled(site, sockets))
    finally:
        del os.environ[SERVED_AT]
        for one in sockets:
            one.close()
    announce("Stopped.")


def listen(host: str, port: int) -> list[socket.socket]:
    """Take the port. ServeError says plainly why it cannot be had."""
    try:
        return bind_sockets(port, host)
    except socket.gaierror as error:
        raise ServeError(f"unknown host {host}: {error.strerror}") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ServeError(f"port {port} of {host} is in use; choose another with --port") from None
        raise ServeError(f"cannot listen on {host}, port {port}: {error.strerror}") from None


def is_loopback_socket(one: socket.socket) -> bool:
    """Whether a server that listens there can be reached from this machine only."""
    return ipaddress.ip_address(one.getsockname()[0]).is_loopback


def _create_app(root: Path, demo: bool, announce: Callable[[str], None]) -> Flask:
    """The endpoint; its settings may be wrong where the pages' are not."""
    try:
        return create_app(root, demo=demo)
    except ContentError as error:
        for problem in error.problems:
            announce(str(problem))
        raise ServeError("nothing to serve until the settings are mended") from None


def address_of(sockets: Sequence[socket.socket], *, reachable: bool = False) -> str:
    """The origin that a server listens at; `reachable`: this machine's own where it listens at all of its addresses."""
    host, port = sockets[0].getsockname()[:2]
    if reachable and is_unspecified(host):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _greet(sockets: Sequence[socket.socket], *, demo: bool, reload: bool, announce: Callable[[str], None]) -> None:
    address = f"{address_of(sockets)}/"
    announce(f"Serving {address} (Ctrl-C stops it){'; pages reload when a file is saved' if reload else ''}")
    if demo:
        announce(f"Sign in as a demo company: {address}sign-in (demo-a has something to do, demo-b has not)")


def _tell(problems: Sequence[str], announce: Callable[[str], None]) -> None:
    for problem in problems:
        announce(problem)
    if problems:
        announce(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}; the last good site stays up")


class ReloadSocket(LiveReloadHandler):  # type: ignore[misc] # livereload has no annotations
    """livereload's WebSocket, for our own pages only, which never misses a build that ended while a page loaded."""

    def initialize(self, state: LiveState) -> None:
        """Called by tornado for each connection."""
        self.state = state

    def check_origin(self, origin: str) -> bool:
        """Only pages of this server; livereload itself lets everyone in."""
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        """A browser says hello, and with it which build its page shows."""
        super().on_message(message)
        said = json_decode(message)
        if said.get("command") == "hello":
            LiveReloadHandler.waiters.add(self)
            if said.get("snipver", self.state.build) != self.state.build:
                self.send_message(_RELOAD)


class PagesHandler(FallbackHandler):
    """Hands every request to the application, of whatever method: it knows which ones an address answers."""

    SUPPORTED_METHODS = (*FallbackHandler.SUPPORTED_METHODS, "TRACE")


@dataclass
class Site:
    """One site being served. `rebuild` is None where nothing is watched."""

    app: Flask
    root: Path
    rebuild: Callable[[], list[str]] | None
    announce: Callable[[str], None]
    is_due: Callable[[], bool] = lambda: False
    state: LiveState = field(default_factory=LiveState)

    def __post_init__(self) -> None:
        self.app.register_blueprint(static_files.make_static_blueprint(self.root))
        if self.rebuild:
            add_live_pages(self.app, self.state)
            LiveReloadHandler.watcher = Watcher()  # never asked for changes, but it names them in livereload's log
            LiveReloadHandler.live_css = False

    async def run(self, sockets: Sequence[socket.socket], stop: asyncio.Event) -> None:
        """Answer requests until `stop` is set, rebuilding in a thread of its own."""
        loop = asyncio.get_running_loop()
        ended = loop.create_future()
        quit_watching = threading.Event()
        with ThreadPoolExecutor(_THREADS, "request") as threads:
            server = HTTPServer(Application(self._handlers(threads)), max_body_size=_MAX_BODY)
            server.add_sockets(sockets)
            watching = threading.Thread(target=self._watch, args=(loop, ended, quit_watching), daemon=True)
            if self.rebuild:
                watching.start()
            stopped = asyncio.ensure_future(stop.wait())
            try:
                await asyncio.wait([stopped, ended], return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopped.cancel()
                quit_watching.set()
                server.stop()
                await server.close_all_connections()
        if self.rebuild:
            watching.join(_PATIENCE)
        if ended.done():
            ended.result()

    def _handlers(self, threads: ThreadPoolExecutor) -> list[Any]:
        pages = (r".*", PagesHandler, {"fallback": WSGIContainer(self.app, threads)})
        live = [(r"/livereload", ReloadSocket, {"state": self.state}), (r"/livereload\.js", LiveReloadJSHandler)]
        return [*live, pages] if self.rebuild else [pages]

    def _watch(self, loop: asyncio.AbstractEventLoop, ended: asyncio.Future[None], stop: threading.Event) -> None:
        """Rebuild at every change, in this thread; browsers are told in the loop's."""
        try:
            for _ in changes(self.root, _SHIPPED, stop, self.is_due):
                began = time.monotonic()
                problems = self._attempt()
                if not stop.is_set():
                    loop.call_soon_threadsafe(self._built, problems, time.monotonic() - began)
        except OSError as error:
            if not stop.is_set():
                failure = ServeError(f"cannot watch for changes: {error}; serve without watching by --no-reload")
                loop.call_soon_threadsafe(ended.set_exception, failure)

    def _attempt(self) -> list[str]:
        """Rebuild; a crash is a problem to show like any other, and the last good site stays up."""
        assert self.rebuild  # noqa: S101
        try:
            return self.rebuild()
        except Exception as error:
            self.announce(traceback.format_exc().rstrip())
            return [f"the build failed: {type(error).__name__}: {error}"]

    def _built(self, problems: list[str], seconds: float) -> None:
        """Show the new pages, or what is wrong, in every open browser."""
        _tell(problems, self.announce)
        if not problems:
            self.announce(f"Rebuilt in {seconds:.2f} s")
        self.state.built(problems)
        ReloadSocket.reload_waiters("*")


async def _until_signalled(site: Site, sockets: Sequence[socket.socket]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await site.run(sockets, stop)
