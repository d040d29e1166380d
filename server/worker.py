"""gunicorn's threaded worker, giving each answer to the network in one piece: whole, or not begun.

Headers and body sent apart leave a moment in which a killed worker has said how long its answer will be and nothing
more. A proxy has passed that on by then and cannot ask another worker; before the first byte it can, and does.
"""

from __future__ import annotations

import socket
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class _Gathered:
    """A socket that keeps what is written until it is told to send."""

    def __init__(self, raw: socket.socket) -> None:
        self.raw = raw
        self._kept: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Keep the data; answers are pages of some kilobytes."""
        self._kept.append(data)

    def flush(self) -> None:
        """Send all of it in one call."""
        if self._kept:
            self.raw.sendall(b"".join(self._kept))
            self._kept.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no annotations
    """The worker that deploy/gunicorn.conf.py names."""

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer one request."""
        gathered = _Gathered(conn.sock)
        conn.sock = gathered
        try:
            keeps_alive = super().handle_request(req, conn)
            gathered.flush()
        finally:
            conn.sock = gathered.raw
        return keeps_alive
