"""A folder behind a web server that says nothing, and leads on from some addresses."""

from __future__ import annotations

import http.server
from typing import Any, ClassVar


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, leads on from some addresses, and says nothing."""

    moved: ClassVar[dict[str, str]] = {}

    def send_head(self) -> Any:
        """The file, or the way to another one."""
        if self.path not in self.moved:
            return super().send_head()
        self.send_response(301)
        self.send_header("Location", self.moved[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
