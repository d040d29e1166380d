"""Desks that tests run: the real command on a folder, killed and started again where a test asks for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from signal import SIGKILL

from tests.machine import PATIENCE, PROJECT
from tests.processes import Process, alive, await_free, end, free_port, launch

_LOOK = 0.05
#: The bulletins that tests write on.
DRAFT, LIVE = "2026/11/colombia-peru-importer-draft", "2026/11/vietnam-steel-overdue"


class RunningDesk:
    """`build.py desk` of a site on a port that stays its own, for a person of this name."""

    def __init__(self, root: Path, person: str = "王编辑") -> None:
        self.root, self._person = root, person
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._process: Process | None = None

    @property
    def log(self) -> Path:
        """What it says."""
        return self.root / f"desk-{self._port}.log"

    def start(self) -> str:
        """Start it; gives the address that works once."""
        await_free(self._port)
        command = [sys.executable, str(PROJECT / "build.py"), "--root", str(self.root), "desk", "--port"]
        environment = {**os.environ, "XINFENG_EDITOR": self._person}
        with self.log.open("wb") as log:
            self._process = launch([*command, str(self._port)], stdout=log, stderr=subprocess.STDOUT, env=environment)
        last = time.monotonic() + PATIENCE
        while True:
            said = self.said()
            if found := re.search(rf"{self.address}/\?token=\S+", said):
                return found[0]
            assert alive(self._process), f"the desk ended:\n{said}"
            assert time.monotonic() < last, f"the desk takes too long:\n{said}"
            time.sleep(_LOOK)

    def said(self) -> str:
        """What it has said so far."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def kill(self) -> None:
        """As the power does it."""
        end(self._process, SIGKILL)

    def stop(self) -> None:
        """End it."""
        end(self._process)

    def file(self, identifier: str) -> Path:
        """A bulletin's file."""
        return self.root / "content" / "risk" / f"{identifier}.md"

    def text(self, identifier: str) -> str:
        """A bulletin's text."""
        return self.file(identifier).read_text(encoding="utf-8")

    def as_shipped(self) -> None:
        """Give every file its text of the beginning, and forget what people did."""
        for name in ("content", "state", "site", "var"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copytree(PROJECT / "content", self.root / "content")


def desk_site(root: Path, settings: str = "") -> Path:
    """The shipped content in a folder of its own, with these settings."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copytree(PROJECT / "content", root / "content")
    (root / "site.toml").write_text(settings, encoding="utf-8")
    return root
