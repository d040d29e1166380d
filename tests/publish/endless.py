"""A server that sends without end, or leads elsewhere."""

from __future__ import annotations

import http.server
from typing import ClassVar


class Endless(http.server.BaseHTTPRequestHandler):
    """Answers without end, or leads elsewhere, and counts what it could send."""

    sent: ClassVar[int] = 0
    asked: ClassVar[list[str]] = []
    how: ClassVar[str] = ""
    location: ClassVar[str] = ""

    def do_GET(self) -> None:
        """Whatever is asked for."""
        Endless.asked.append(self.path)
        self.send_response(302 if self.location else 200)
        if self.location:
            self.send_header("Location", self.location)
        if self.how == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        elif self.how == "length":
            self.send_header("Content-Length", str(1 << 40))
        self.end_headers()
        piece = b" " * (1 << 16)
        try:
            while not self.location:
                self.wfile.write(b"10000\r\n" + piece + b"\r\n" if self.how == "chunked" else piece)
                Endless.sent += len(piece)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
