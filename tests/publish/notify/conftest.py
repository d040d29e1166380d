"""An operator's desk, a mail server, and robots that keep what they are sent."""

from __future__ import annotations

import email
import email.policy
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from publish import terminal
from search.faces.terminal import finder
from tests.machine import PATIENCE
from tests.processes import free_port
from tests.site_helper import Site

TODAY = datetime.now(UTC) + timedelta(hours=8)

#: A day on which everything that the tests publish is young, whatever day it is.
DAY = (TODAY - timedelta(days=1)).strftime("%Y-%m-%d")

MAIL = '[[notify]]\nname = "高风险"\nquery = "level=high"\nto = ["risk-list@lists.example"]\n'


class Mailbox:
    """A mail server that keeps what it takes; `refuse` and `on_data` are what a test wants it to do instead."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse = False
        self.on_data: Callable[[], None] = lambda: None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """A mail has come."""
        if self.refuse:
            return "451 try again later"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.on_data()
        return "250 taken"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of its own: the one of this folder has pages, but no index."""
    return Site(tmp_path / "root")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE)
    controller.start()
    box.port = controller.port  # type: ignore[attr-defined]
    yield box
    controller.stop()


class Receiver(ThreadingHTTPServer):
    """A robot or webhook that keeps what it is sent."""

    daemon_threads = True

    def __init__(self, answer: bytes = b'{"errcode": 0, "code": 0}', status: int = 200) -> None:
        self.got: list[tuple[str, dict[str, str], Any]] = []
        kept = self.got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                kept.append((self.path, dict(self.headers), body))
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                """Nobody reads it."""

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook?key=secret-key"


@pytest.fixture
def receivers() -> Iterator[Callable[..., Receiver]]:
    made: list[Receiver] = []

    def make(*given: Any) -> Receiver:
        made.append(Receiver(*given))
        return made[-1]

    yield make
    for one in made:
        one.shutdown()
        one.server_close()


class Desk:
    """A site whose operator publishes and notifies."""

    def __init__(self, site: Site, settings: str, port: int = 9) -> None:
        self.site = site.small()
        base = 'base_url = "https://risk.example"\n'
        self.site.settings(
            f'{base}{settings}\n[mail]\nsender = "risk@risk.example"\nport = {port}\ntimeout_seconds = 60.0\n'
        )
        self.said: list[str] = []

    def publish(self, identifier: str, **front: Any) -> None:
        self.site.bulletin(identifier, **{"date": DAY, "level": "high", "countries": ["VN"], **front})

    def deploy(self) -> None:
        self.site.build(at=datetime.now(UTC).isoformat(), index=True)

    def notify(self, *, dry_run: bool = False) -> bool:
        self.deploy()
        self.said = []
        with finder(self.site.root) as find:
            return terminal.notify(self.site.root, find, self.said.append, dry_run=dry_run)
