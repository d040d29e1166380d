"""Servers that tests start: on a port that nobody takes from them, waited for, and ended whatever happens."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals
from typing import Any

from tests.machine import PATIENCE

Process = subprocess.Popen[bytes]
_LOOK = 0.02
_held: list[socket.socket] = []


def free_port() -> int:
    """A port of loopback for one server, now and whenever it starts again, until these tests have ended.

    A socket that is bound and does not listen keeps it: the system gives the port to nobody, neither to who asks for
    any nor as the near end of a connection, and the server may have it because all of them set SO_REUSEADDR.
    """
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("127.0.0.1", 0))
    _held.append(one)
    return int(one.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody does."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def await_port(port: int, process: Process | None = None) -> None:
    """Return when somebody listens; an error as soon as the process that should has ended."""
    end = time.monotonic() + PATIENCE
    while not listens(port):
        assert process is None or process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        assert time.monotonic() < end, f"nothing listens on {port}"
        time.sleep(_LOOK)


def await_free(port: int) -> None:
    """Return when nobody listens any more: what was killed takes a moment to go."""
    end = time.monotonic() + PATIENCE
    while listens(port):
        assert time.monotonic() < end, f"somebody listens on {port}"
        time.sleep(_LOOK)


def alive(process: Process | None) -> bool:
    """Whether a process was started and has not ended."""
    return process is not None and process.poll() is None


def launch(command: Sequence[str], **options: Any) -> Process:
    """Start a server in a process group of its own, as `Popen` does, to be ended by `end` with all that it began."""
    return subprocess.Popen(command, process_group=0, **options)


def end(process: Process | None, by: Signals = SIGTERM) -> None:
    """End a launched process, if there is one, and what it may have left: asked first, then killed.

    Raises:
        subprocess.TimeoutExpired: it had to be killed.

    """
    if process is None:
        return
    try:
        if alive(process):
            process.send_signal(by)
            process.wait(PATIENCE)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, SIGKILL)
        process.wait()


def state_of(process: int) -> str:
    """The letter that the system has for what a process does; empty when it has gone."""
    with _gone():
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    return ""


def command_of(process: int) -> bytes:
    """What a process runs; empty when it has gone."""
    with _gone():
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def children_of(process: int) -> list[int]:
    """The processes that a process began and that it has not taken leave of."""
    found: list[int] = []
    with _gone():
        for thread in Path(f"/proc/{process}/task").iterdir():
            with _gone():
                found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found


def _gone() -> AbstractContextManager[None]:
    """Around a look at what may end meanwhile."""
    return suppress(FileNotFoundError, ProcessLookupError)


def nobody_left(group: int) -> bool:
    """Whether every process of a group comes to its end, though nobody may take notice of it."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        found = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]
        if not any(_group_of(one) == group and state_of(one) not in ("", "Z") for one in found):
            return True
        time.sleep(_LOOK)
    return False


def _group_of(process: int) -> int:
    with _gone():
        return os.getpgid(process)
    return 0


@contextmanager
def started(command: Sequence[str], port: int, **options: Any) -> Iterator[Process]:
    """A server that listens, until the block ends."""
    process = launch(command, **options)
    try:
        await_port(port, process)
        yield process
    finally:
        end(process)
