"""Serves a site's folder by the real command, in a process of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.machine import PATIENCE, PROJECT
from tests.processes import Process, alive, end, free_port, launch

_LOOK = 0.05


@dataclass(frozen=True)
class Served:
    """A site being served: its folder, and its address without the last slash."""

    root: Path
    address: str

    def said(self) -> str:
        """What the server has said so far."""
        log = _log(self.root)
        return log.read_text(encoding="utf-8") if log.exists() else ""


def shipped_copy(root: Path, settings: str = "") -> Path:
    """The shipped content in a folder of its own, with these settings."""
    shutil.copytree(PROJECT / "content", root / "content")
    (root / "site.toml").write_text(settings, encoding="utf-8")
    return root


def _log(root: Path) -> Path:
    return root / "serve.log"


class Server:
    """`build.py serve` of a site on a port that stays its own; `patience` is for its first build.

    What it says goes into a file: a thread to read it would outlive the test, and the builder works alone beside one.
    """

    def __init__(self, root: Path, *flags: str, port: int = 0, patience: float = PATIENCE) -> None:
        self._root, self._patience = root, patience
        command = [sys.executable, str(PROJECT / "build.py"), "--root", str(root), "serve"]
        self._command = [*command, "--port", str(port or free_port()), *flags]
        self._process: Process | None = None

    def sound(self) -> Served:
        """The site, being served whatever was done to the server."""
        if not alive(self._process):
            with _log(self._root).open("wb") as log:
                self._process = launch(self._command, stdout=log, stderr=subprocess.STDOUT)
        return Served(self._root, self._address())

    def stop(self) -> None:
        """End it."""
        end(self._process)

    def _address(self) -> str:
        """Where the server says that it listens."""
        last = time.monotonic() + self._patience
        while True:
            said = _log(self._root).read_text(encoding="utf-8")
            if found := re.search(r"^Serving (http://\S+)/ .*\n", said, re.MULTILINE):
                return found[1]
            assert alive(self._process), f"the server ended:\n{said}"
            assert time.monotonic() < last, f"the server takes too long:\n{said}"
            time.sleep(_LOOK)


@contextmanager
def served_soundly(root: Path, *flags: str, port: int = 0, patience: float = PATIENCE) -> Iterator[Server]:
    """A server that several tests share, until the block ends; each asks it for its `sound` site."""
    server = Server(root, *flags, port=port, patience=patience)
    try:
        server.sound()
        yield server
    finally:
        server.stop()


@contextmanager
def serving(root: Path, *flags: str, port: int = 0, patience: float = PATIENCE) -> Iterator[Served]:
    """A site being served until the block ends, on a free port unless one is given."""
    with served_soundly(root, *flags, port=port, patience=patience) as server:
        yield server.sound()
