"""A site served for writers by a thread of this process."""

import asyncio
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.preview.live import Site, listen
from tests.machine import PATIENCE

MakeApp = Callable[..., Flask]


class Running:
    """A site served by a thread of this process; its builder copies one file and finds what `problems` holds."""

    def __init__(self, app: Flask, root: Path, *, reload: bool) -> None:
        self.root = root
        self.problems: list[str] | Exception = []
        self.built = 0
        self.said: list[str] = []
        (root / "content").mkdir(exist_ok=True)
        (root / "content" / "home.md").write_text("首页")
        self.looked = threading.Event()
        self.site = Site(app, root, self._rebuild if reload else None, self.said.append, self._note_a_look)
        self.sockets = listen("127.0.0.1", 0)
        self.port = self.sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self.thread.start()
        assert self.ready.wait(PATIENCE)
        if reload:
            assert self.looked.wait(PATIENCE)  # the watcher has begun

    async def _run(self) -> None:
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        self.ready.set()
        await self.site.run(self.sockets, self.stop)

    def _note_a_look(self) -> bool:
        """Stands in for the question whether a date has come, which the watcher asks at its work."""
        self.looked.set()
        return False

    def _rebuild(self) -> list[str]:
        self.built += 1
        if isinstance(self.problems, Exception):
            raise self.problems
        if not self.problems:
            text = (self.root / "content" / "home.md").read_text()
            (self.root / "site" / "index.html").write_text(f"<html><body>{text}</body></html>")
        return list(self.problems)

    def save(self, text: str) -> None:
        (self.root / "content" / "home.md").write_text(text)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, str]:
        request = urllib.request.Request(self.address + path, headers=headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def shows(self, wanted: str) -> str:
        """The home page, as soon as it shows what is wanted and nothing of an earlier build."""
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last:
            text = self.get("/")[2]
            if wanted in text and ("wrong" in wanted or "failed" in wanted or "live-problems" not in text):
                return text
            time.sleep(0.1)
        raise AssertionError(f"{wanted} does not show: {text}")

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def live(make_app: MakeApp, root: Path) -> Iterator[Running]:
    running = Running(make_app(), root, reload=True)
    try:
        yield running
    finally:
        running.end()


@pytest.fixture
def plain(make_app: MakeApp, root: Path) -> Iterator[Running]:
    running = Running(make_app(), root, reload=False)
    try:
        yield running
    finally:
        running.end()
