"""Serves a site's folder by the real command, in a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).parents[2]
#: Seconds that the first build may take on a busy machine, and that the server may take to end.
_START, _END = 60, 15


@dataclass(frozen=True, eq=False)
class Served:
    """A site being served: its folder, its address without the last slash, and what the server said so far."""

    root: Path
    address: str
    said: list[str] = field(default_factory=list)


@contextmanager
def serving(root: Path, *flags: str) -> Iterator[Served]:
    """`build.py serve` on a free port, until the block ends."""
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(root), "serve", "--port", "0", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            said: list[str] = []
            address = _address(process, said)
            # Its output is read all the time, or a full pipe would stop it.
            threading.Thread(target=_listen, args=(process, said), daemon=True).start()
            yield Served(root, address, said)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_END)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: subprocess.Popen[str], said: list[str]) -> str:
    """Where the server says that it listens."""
    assert process.stdout
    slow = threading.Timer(_START, process.kill)
    slow.start()
    for line in process.stdout:
        said.append(line)
        if found := re.match(r"Serving (http://\S+)/ ", line):
            slow.cancel()
            return found[1]
    slow.cancel()
    raise AssertionError("the server did not start:\n" + "".join(said))


def _listen(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stdout
    said.extend(process.stdout)
