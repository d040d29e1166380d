"""gunicorn's threaded worker, whose threads never wait for a client: requests come to them whole, answers leave whole.

A connection is read by the one loop of the worker until a request is there from its first byte to its last; only then
a thread gets it. What the thread answers goes to the system in one piece: headers and body sent apart leave a moment
in which a killed worker has said how long its answer will be and nothing more, and a proxy that has passed that on
cannot ask another worker. What the system does not take at once is sent by the loop again. So a client that sends,
reads or leaves slowly costs a little memory for a limited time, and nobody else waits.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker
from prometheus_client import Counter

from server.request_reader import Arriving, RequestRefusedError

#: Seconds in which a request must have arrived, from its first byte to its last.
ARRIVE_SECONDS = 10.0
#: Seconds that a client may take to read an answer which the system's own buffers do not hold.
SEND_SECONDS = 30.0
#: Seconds to read on after the last answer of a connection, so that closing it does not cut that answer short.
LINGER_SECONDS = 2.0
#: Bytes that the system keeps of an answer: more than any page has, so that sending needs one call.
SEND_BUFFER = 256 * 1024
_PIECE = 64 * 1024
_LINGER_BYTES = 64 * 1024
#: Seconds without new connections after the system had no room for one (no descriptor left, no memory).
REST_SECONDS = 0.5
#: Seconds between two looks at who is late.
_LOOK_SECONDS = 0.5
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_REFUSED = Counter("xinfeng_connections_refused_total", "Requests that no thread ever saw.", ["status"])


class _Gathered:
    """The socket that a thread sees: it keeps what is written, and cannot be waited for."""

    def __init__(self, raw: socket.socket) -> None:
        self._raw = raw
        self._kept: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Keep the data; answers are pages of some kilobytes."""
        self._kept.append(data)

    def send(self, data: bytes) -> int:
        """The one thing that is sent this way is "100 Continue", and the body is here already."""
        return len(data)

    def setblocking(self, flag: bool) -> None:
        """It never blocks."""

    def settimeout(self, seconds: float | None) -> None:
        """It never blocks."""

    def take(self) -> bytes:
        """All that was written."""
        return b"".join(self._kept)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


class _Connection(TConn):  # type: ignore[misc] # gunicorn has no annotations
    """A client's connection with what it sent and what it has not taken yet."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.initialized = True  # the loop has done what would be done in a thread
        self.arriving = Arriving()
        self.is_last = False
        self.unsent = b""
        self.lingered = 0


class Worker(ThreadWorker):  # type: ignore[misc]
    """The worker that deploy/gunicorn.conf.py names."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._late: dict[_Connection, tuple[float, Callable[[_Connection], None]]] = {}
        self._looked = self._rests_until = 0.0

    def init_process(self) -> None:
        """Begin to work; connections have their buffer's size from the socket that they came by."""
        for listener in self.sockets:
            listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        super().init_process()

    # --- a request comes in ---

    def accept(self, listener: Any) -> None:
        """Take a new connection. Where there is no room for one, those that are here go on and new ones wait."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError, InterruptedError):
            return
        except OSError as error:
            self.log.warning("Cannot take a new connection: %s", error)
            self._rests_until = time.monotonic() + REST_SECONDS
            self.set_accept_enabled(False)  # or the loop would be told of it again and again
            return
        self.nr_conns += 1
        self.enqueue_req(_Connection(self.cfg, client, address, listener.getsockname()))

    def set_accept_enabled(self, enabled: bool) -> None:
        """As gunicorn's, which asks for it with every turn of its loop."""
        super().set_accept_enabled(enabled and time.monotonic() >= self._rests_until)

    def enqueue_req(self, conn: _Connection) -> None:
        """A connection has something to say, or will: it is read until that is a request."""
        if not self._submit(conn):
            self._receive(conn)

    def _receive(self, conn: _Connection, _: object = None) -> None:
        """Read what is there, and wait for more if it is not enough."""
        try:
            data = conn.sock.recv(_PIECE)
        except (BlockingIOError, InterruptedError):
            data = None
        except OSError:
            data = b""
        if data == b"":
            self._drop(conn)
            return
        if data:
            conn.arriving.add(data)
            if self._submit(conn):
                return
        self._wait(conn, selectors.EVENT_READ, self._receive, ARRIVE_SECONDS, self._refuse_late)

    def _submit(self, conn: _Connection) -> bool:
        """Give the request to a thread if it is whole. Whether the connection needs no more reading for now."""
        if not conn.arriving:
            return False
        try:
            arrived = conn.arriving.take()
        except RequestRefusedError as refused:
            self._refuse(conn, refused)
            return True
        if arrived is None:
            if conn.arriving.wants_to_be_told():
                with contextlib.suppress(OSError):
                    conn.sock.send(_CONTINUE)
            return False
        self._forget(conn)
        conn.is_last = arrived.last
        conn.parser = get_parser(self.cfg, iter((arrived.data,)), conn.client)
        super().enqueue_req(conn)
        return True

    def _refuse(self, conn: _Connection, refused: RequestRefusedError) -> None:
        """Say what is wrong and hang up."""
        self._forget(conn)
        _REFUSED.labels(str(int(refused.status))).inc()
        self.log.info("Refused a request of %s: %s", conn.client, refused.status.phrase)
        conn.unsent = refused.answer()
        self._send(conn, False)

    def _refuse_late(self, conn: _Connection) -> None:
        if conn.arriving:
            self._refuse(conn, RequestRefusedError(HTTPStatus.REQUEST_TIMEOUT))
        else:
            self._drop(conn)

    # --- a thread answers ---

    def handle(self, conn: _Connection) -> bool:
        """Answer one request, in a thread. Whether the connection stays."""
        raw = conn.sock
        gathered = conn.sock = _Gathered(raw)
        try:
            stays = super().handle(conn)
        finally:
            conn.sock = raw
        conn.unsent = gathered.take()
        with contextlib.suppress(BlockingIOError, InterruptedError):
            conn.unsent = conn.unsent[raw.send(conn.unsent) :] if conn.unsent else b""
        return bool(stays) and not conn.is_last

    def handle_request(self, req: Any, conn: _Connection) -> Any:
        """The same, after the request was read."""
        if conn.is_last:
            req.force_close()
        return super().handle_request(req, conn)

    # --- the answer goes out ---

    def finish_request(self, conn: _Connection, future: Any) -> None:
        """A thread is done with a connection."""
        try:
            stays = future.result()
        except Exception:  # the client has gone, or the worker is told to end at once
            self._drop(conn)
            return
        self._send(conn, stays)

    def _send_on(self, stays: bool, conn: _Connection, _: object) -> None:
        self._send(conn, stays)

    def _send(self, conn: _Connection, stays: bool) -> None:
        """Send what the system did not take from the thread."""
        if conn.unsent:
            try:
                conn.unsent = conn.unsent[conn.sock.send(conn.unsent) :]
            except (BlockingIOError, InterruptedError):
                pass
            except OSError:
                self._drop(conn)
                return
        if conn.unsent:
            self._wait(conn, selectors.EVENT_WRITE, partial(self._send_on, stays), SEND_SECONDS, self._drop)
            return
        self._forget(conn)
        if stays and conn.arriving:
            self.enqueue_req(conn)
        elif stays:
            self._keep(conn)
        else:
            self._part(conn)

    def _keep(self, conn: _Connection) -> None:
        """Wait for the next request as long as connections are kept."""
        conn.set_timeout()
        if not self.alive:
            conn.timeout = min(conn.timeout, time.monotonic() + LINGER_SECONDS)
        self.keepalived_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))

    def _part(self, conn: _Connection) -> None:
        """Close our half, and the whole once the client has seen it."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        self._wait(conn, selectors.EVENT_READ, self._drain, LINGER_SECONDS, self._drop)

    def _drain(self, conn: _Connection, _: object = None) -> None:
        try:
            data = conn.sock.recv(_PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        conn.lingered += len(data)
        if not data or conn.lingered > _LINGER_BYTES:
            self._drop(conn)

    # --- waiting ---

    def _wait(
        self,
        conn: _Connection,
        events: int,
        then: Callable[[_Connection, Any], None],
        seconds: float,
        late: Callable[[_Connection], None],
    ) -> None:
        """Call `then` when the socket is ready, and `late` when what began with the first wait takes too long."""
        if conn in self._late:
            return
        self._late[conn] = (time.monotonic() + seconds, late)
        self.poller.register(conn.sock, events, partial(then, conn))

    def _forget(self, conn: _Connection) -> None:
        if self._late.pop(conn, None):
            self.poller.unregister(conn.sock)

    def _drop(self, conn: _Connection) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """Look now and then for connections whose time is over."""
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        for conn, (end, late) in list(self._late.items()):
            idle = not self.alive and late == self._refuse_late and not conn.arriving
            if now >= end or (idle and now >= end - ARRIVE_SECONDS + LINGER_SECONDS):
                self._forget(conn)
                late(conn)
