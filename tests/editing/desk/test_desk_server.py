"""The command itself: it says its address, serves, and a killed one leaves whole files and goes on where it was."""

from __future__ import annotations

import json
import os
import random
import re
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from signal import SIGINT, SIGKILL
from subprocess import PIPE, STDOUT
from typing import Any

import pytest

from tests.machine import PATIENCE, PROJECT
from tests.processes import Process, end, free_port, launch
from tests.site_helper import Site

pytestmark = pytest.mark.thorough
KILLS = int(os.environ.get("XINFENG_KILLS", "3"))


class Running:
    """A desk that runs, and a person who has come in by its address."""

    def __init__(self, site: Site, port: int) -> None:
        command = [sys.executable, str(PROJECT / "build.py"), "--lang", "en", "--root", str(site.root), "desk"]
        self.process: Process = launch([*command, "--port", str(port)], stdout=PIPE, stderr=STDOUT)
        assert self.process.stdout
        said = b""
        while not (found := re.search(rb"(http://\S+)/\?token=(\S+)", said)):
            line = self.process.stdout.readline()
            assert line, said
            said += line
        self.origin = found[1].decode()
        self.address = found[0].decode()
        opener = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(opener)
        assert self._opener.open(self.address, timeout=PATIENCE).status == 200

    def ask(self, path: str, **members: Any) -> dict[str, Any]:
        headers = {"Origin": self.origin, "Content-Type": "application/json"} if members else {}
        data = json.dumps(members).encode() if members else None
        request = urllib.request.Request(self.origin + path, data, headers)  # noqa: S310
        with self._opener.open(request, timeout=PATIENCE) as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return found


@contextmanager
def running(site: Site, port: int) -> Iterator[Running]:
    one = Running(site, port)
    try:
        yield one
    finally:
        if one.process.poll() is None:
            end(one.process, SIGINT)
        assert one.process.stdout
        one.process.stdout.close()


def test_the_command_says_its_address_and_serves(desk_site: Site) -> None:
    port = free_port()
    with running(desk_site, port) as one:
        assert one.origin == f"http://127.0.0.1:{port}"
        assert [row["id"] for row in one.ask("/api/bulletins")["bulletins"]] == ["a", "draft"]
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(one.address, timeout=PATIENCE)  # noqa: S310
        assert refused.value.code == 403
        end(one.process, SIGINT)
        assert one.process.returncode == 0


@pytest.mark.parametrize("number", range(KILLS))
def test_a_desk_that_is_killed_while_it_saves_leaves_whole_files(desk_site: Site, number: int) -> None:
    chance, port = random.Random(number), free_port()  # noqa: S311 - a test's
    path = desk_site.root / "content/risk/a.md"
    texts = {path.read_text(encoding="utf-8")}
    for _ in range(2):
        with running(desk_site, port) as one:
            opened = one.ask("/api/bulletin?id=a")
            assert opened["text"] in texts
            timer = threading.Timer(chance.uniform(0.0, 0.5), one.process.send_signal, [SIGKILL])
            timer.start()
            try:
                for at in range(100_000):
                    text = f"{opened['text'][:500]}\n{at}：{'长' * 20_000}\n"
                    texts.add(text)
                    opened = {**opened, **one.ask("/api/save", id="a", text=text, base=opened["digest"]), "text": text}
            except (OSError, urllib.error.URLError):
                pass
            timer.join()
            one.process.wait(PATIENCE)
        assert path.read_text(encoding="utf-8") in texts
        assert {one.name for one in path.parent.iterdir() if not one.name.startswith(".")} == {"a.md", "draft.md"}
    with running(desk_site, port) as one:
        opened = one.ask("/api/bulletin?id=a")
        one.ask("/api/save", id="a", text=opened["text"] + "完。\n", base=opened["digest"])
        assert one.ask("/api/undo", id="a")["text"] == opened["text"]


def test_publishing_builds_the_site(desk_site: Site) -> None:
    """`[desk] publish = "build"`, with the real command; nobody serves the site, and so it is not said to be live."""
    desk_site.settings(f'base_url = "http://127.0.0.1:{free_port()}"\n[desk]\nlive_seconds = 0\n')
    with running(desk_site, free_port()) as one:
        number = one.ask("/api/publish", ids=["a"])["run"]
        done = threading.Event()
        while (run := one.ask(f"/api/run?n={number}"))["state"] == "running":
            done.wait(0.05)
        assert run["state"] == "done", run["lines"]
        assert "越南的钢铁" in desk_site.text("/risk/a/")
        assert run["live"][0]["seen"] is False


def test_little_is_read_of_what_a_stranger_sends(desk_site: Site) -> None:
    """A body that is too large is not even waited for."""
    port = free_port()
    with running(desk_site, port) as one, socket.create_connection(("127.0.0.1", port), PATIENCE) as stranger:
        head = f"POST /api/import HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 50000000\r\n\r\n"
        stranger.sendall(head.encode())
        assert stranger.recv(100).startswith(b"HTTP/1.1 400 ")
        opened = one.ask("/api/bulletin?id=a")
        text = opened["text"] + "长" * 100_000
        assert one.ask("/api/save", id="a", text=text, base=opened["digest"])["text"] == text
