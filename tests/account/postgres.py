"""A private PostgreSQL on a free loopback port: started, stopped, frozen and killed at a test's will."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from account.business.demo_data import fill_samples
from tests.install_system import postgresql
from tests.machine import PATIENCE
from tests.processes import Process, alive, children_of, end, free_port, launch, state_of

OWNER, READER = "postgres", "xinfeng_ro"
#: Who runs the server where the tests run as root, whom PostgreSQL refuses.
_USER = "nobody"
#: Seconds after which a server that runs and does not answer is given up.
_SILENCE = 20
#: Ends what a test that failed has left open: it may hold what the next one wants.
_RELEASE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"


class Cluster:
    """The server, its data in a folder of its own, and two roles: the owner and one that may only read."""

    def __init__(self) -> None:
        programs = postgresql()
        assert programs, "no PostgreSQL: make test installs it"
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="xinfeng-postgresql-"))
        self.port = free_port()
        self.server: Process | None = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, _USER)

    def prepare(self) -> None:
        """Make the data, start, and let the second role in."""
        options = ["--no-sync", "--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--locale=C"]
        made = self._run("initdb", *options, f"--pgdata={self.folder / 'data'}")
        assert made.wait(PATIENCE) == 0, self._said()
        self.start()
        self.execute(f"CREATE ROLE {READER} LOGIN", database="postgres")

    def url(self, database: str, role: str = READER) -> str:
        """The URL of a database for a role."""
        address = URL.create("postgresql+psycopg", role, host="127.0.0.1", port=self.port, database=database)
        return address.render_as_string(hide_password=False)

    def execute(self, *statements: str, database: str) -> None:
        """Run statements as the owner."""
        limits = {"connect_timeout": _SILENCE, "options": f"-c statement_timeout={_SILENCE * 1000}"}
        engine = create_engine(self.url(database, OWNER), isolation_level="AUTOCOMMIT", connect_args=limits)
        try:
            with engine.connect() as connection:
                for statement in statements:
                    connection.execute(text(statement))
        finally:
            engine.dispose()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.server = self._run("postgres", "-D", str(self.folder / "data"), *options)
        assert self._answers(PATIENCE), self._said()

    def _answers(self, patience: float) -> bool:
        """Whether it runs and answers in time, and will: when it has noticed which of its processes have ended.

        A process that was killed has it end all others and begin anew.
        """
        end = time.monotonic() + patience
        while alive(self.server) and time.monotonic() < end:
            with suppress(OperationalError):
                ended = [one for one in self._processes() if state_of(one) == "Z"]
                self.execute(_RELEASE, database="postgres")
                if not ended:
                    return True
            time.sleep(0.02)
        return False

    def stop(self, by: signal.Signals = signal.SIGINT) -> None:
        """Stop the server, whatever state it is in: SIGINT ends its connections, SIGQUIT is a crash."""
        self.thaw()
        end(self.server, by)

    def freeze(self) -> None:
        """Let nothing of the server run, while its connections stay open."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it run again."""
        self._signal_all(signal.SIGCONT)

    def sound(self) -> Cluster:
        """Itself in order, whatever was done to it: thawed, running and answering, nothing held by anybody."""
        self.thaw()
        if not self._answers(_SILENCE):
            self._kill()
            self.start()
        return self

    def remove(self) -> None:
        """End the server and delete its data."""
        try:
            self.stop(signal.SIGQUIT)
        finally:
            shutil.rmtree(self.folder)

    def _kill(self) -> None:
        """End every process of the server; it does not start while one of them is left."""
        children = self._processes()
        self._signal_all(signal.SIGKILL)
        if self.server:
            self.server.wait()
        patience = time.monotonic() + PATIENCE
        while any(state_of(child) not in ("", "Z") for child in children[1:]):
            assert time.monotonic() < patience, self._said()
            time.sleep(0.05)
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def _processes(self) -> list[int]:
        """The postmaster and its children, each in a session of its own; none when it has ended."""
        if self.server is None or not alive(self.server):
            return []
        return [self.server.pid, *children_of(self.server.pid)]

    def _signal_all(self, number: signal.Signals) -> None:
        """Give a signal to each process that has not ended meanwhile."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _said(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def _run(self, program: str, *arguments: str) -> Process:
        as_user: dict[str, Any] = (
            {"user": _USER, "group": self.folder.stat().st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        with (self.folder / "log").open("ab") as log:
            command = [str(self.programs / program), *arguments]
            return launch(command, stdout=log, stderr=log, cwd=self.folder, **as_user)


@contextmanager
def sample_cluster() -> Iterator[Cluster]:
    """A PostgreSQL with the sample rows in the database `business`, which one role may only read."""
    cluster = Cluster()
    try:
        cluster.prepare()
        cluster.execute("CREATE DATABASE business", "CREATE DATABASE sessions", database="postgres")
        engine = create_engine(cluster.url("business", OWNER))
        with engine.begin() as connection:
            fill_samples(connection)
        engine.dispose()
        cluster.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}", database="business")
        cluster.execute(f"GRANT CREATE ON SCHEMA public TO {READER}", database="sessions")
        yield cluster
    finally:
        cluster.remove()
