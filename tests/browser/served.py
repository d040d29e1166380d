"""Serves a site's folder by the real command, in a process of its own."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
#: Seconds that the first build may take on a busy machine, and that the server may take to end.
_START, _END = 60, 15
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


@contextmanager
def serving(root: Path, *flags: str, port: int = 0, patience: float = _START) -> Iterator[Served]:
    """`build.py serve`, on a free port unless one is given, until the block ends; `patience` is for its first build.

    What it says goes into a file: a thread to read it would outlive the test, and the builder works alone beside one.
    """
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(root), "serve", "--port", str(port), *flags]
    with _log(root).open("wb") as log, subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as process:
        try:
            yield Served(root, _address(process, root, patience))
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_END)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: subprocess.Popen[bytes], root: Path, patience: float) -> str:
    """Where the server says that it listens."""
    end = time.monotonic() + patience
    while True:
        said = _log(root).read_text(encoding="utf-8")
        if found := re.search(r"^Serving (http://\S+)/ .*\n", said, re.MULTILINE):
            return found[1]
        assert process.poll() is None, f"the server ended:\n{said}"
        assert time.monotonic() < end, f"the server takes too long:\n{said}"
        time.sleep(_LOOK)
