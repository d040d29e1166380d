"""A private PostgreSQL on a free loopback port: started, stopped, frozen and killed at a test's will."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from tests.install_system import postgresql

OWNER, READER = "postgres", "xinfeng_ro"
#: Who runs the server where the tests run as root, whom PostgreSQL refuses.
_USER = "nobody"
_PATIENCE = 60


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Cluster:
    """The server, its data in a folder of its own, and two roles: the owner and one that may only read."""

    def __init__(self) -> None:
        programs = postgresql()
        assert programs, "no PostgreSQL: make test installs it"
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="xinfeng-postgresql-"))
        self.port = free_port()
        self.server: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, _USER)
        options = ["--no-sync", "--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--locale=C"]
        self._run("initdb", *options, f"--pgdata={self.folder / 'data'}").wait(_PATIENCE)
        self.start()
        self.execute(f"CREATE ROLE {READER} LOGIN", database="postgres")

    def url(self, database: str, role: str = READER) -> str:
        """The URL of a database for a role."""
        address = URL.create("postgresql+psycopg", role, host="127.0.0.1", port=self.port, database=database)
        return address.render_as_string(hide_password=False)

    def execute(self, *statements: str, database: str) -> None:
        """Run statements as the owner."""
        engine = create_engine(self.url(database, OWNER), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.server = self._run("postgres", "-D", str(self.folder / "data"), *options)
        patience = time.monotonic() + _PATIENCE
        while True:
            try:
                return self.execute("SELECT 1", database="postgres")
            except OperationalError:
                assert time.monotonic() < patience, (self.folder / "log").read_text()
                time.sleep(0.05)

    def stop(self, by: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT ends its connections, SIGQUIT is a crash."""
        assert self.server
        self.server.send_signal(by)
        self.server.wait(_PATIENCE)

    def freeze(self) -> None:
        """Let nothing of the server run, while its connections stay open."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it run again."""
        self._signal_all(signal.SIGCONT)

    def remove(self) -> None:
        """End the server and delete its data."""
        self.thaw()
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def _signal_all(self, number: signal.Signals) -> None:
        """The server's processes are the postmaster and its children, each in a session of its own."""
        assert self.server
        listed = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text()
        for process in (self.server.pid, *map(int, listed.split())):
            os.kill(process, number)

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        as_user: dict[str, Any] = (
            {"user": _USER, "group": self.folder.stat().st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [self.programs / program, *arguments],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **as_user,
            )
