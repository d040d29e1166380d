"""发布 runs what is set, one run at a time, and says that a text is live only when the site shows it."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.editing.desk.editor import Editor
from tests.machine import PATIENCE
from tests.site_helper import Site

DONE = [sys.executable, "-c", "print('好了')"]
FAILS = [sys.executable, "-c", "import sys; print('不行'); sys.exit(1)"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture
def host(site: Site) -> Iterator[Path]:
    """Where readers look: a copy of site/ that is made by hand, as a host is."""
    folder = site.root / "host"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    site.settings(f'base_url = "http://127.0.0.1:{server.server_address[1]}"\n[desk]\nlive_seconds = {PATIENCE}\n')
    yield folder
    server.shutdown()
    server.server_close()
    thread.join()


def ended(editor: Editor, number: int, *, looking: bool = False) -> dict[str, Any]:
    """A run once it has ended, and has `looking` found what it looked for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        run = editor.get("/api/run", n=str(number))
        if run["state"] != "running" and not (looking and run["looking"]):
            return run
        time.sleep(0.02)
    raise AssertionError("the run does not end")


def show(site: Site, host: Path, identifier: str = "a") -> None:
    """Put what was built where readers look."""
    page = host / "risk" / identifier / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(site.text(f"/risk/{identifier}/"), encoding="utf-8")


def test_a_text_is_live_when_the_site_shows_it_and_not_before(desk_site: Site, host: Path) -> None:
    editor = Editor(desk_site)
    desk_site.build()
    show(desk_site, host)
    opened = editor.open()
    editor.save(opened["text"].replace("第二段", "新的第二段"), opened["digest"])
    desk_site.build()
    editor.commands = [DONE]
    number = editor.post("/api/publish", 202, ids=["a"])["run"]
    run = ended(editor, number)
    assert run["lines"] == ["好了"]
    end = time.monotonic() + PATIENCE
    while not (run := editor.get("/api/run", n=str(number)))["live"][0]["why"] and time.monotonic() < end:
        time.sleep(0.02)
    assert (run["state"], run["live"][0]["seen"], run["live"][0]["why"]) == ("done", False, "网站上还是原来的文字")
    show(desk_site, host)
    run = ended(editor, number, looking=True)
    assert run["live"] == [{"id": "a", "url": f"{desk_site_url(desk_site)}/risk/a/", "seen": True, "why": ""}]


def desk_site_url(site: Site) -> str:
    return (site.root / "site.toml").read_text(encoding="utf-8").split('"')[1]


def test_a_page_that_was_taken_away_is_live_when_it_is_gone(desk_site: Site, host: Path) -> None:
    desk_site.build()
    show(desk_site, host)
    desk_site.bulletin("a", draft=True).build()
    editor = Editor(desk_site)
    editor.commands = [DONE]
    number = editor.post("/api/publish", 202, id="a")["run"]
    ended(editor, number)
    shutil.rmtree(host / "risk/a")
    assert ended(editor, number, looking=True)["live"][0]["seen"] is True


def test_a_run_that_fails_says_so_and_nothing_is_live(desk_site: Site, host: Path) -> None:
    desk_site.build()
    show(desk_site, host)
    editor = Editor(desk_site)
    editor.commands = [FAILS, DONE]
    run = ended(editor, editor.post("/api/publish", 202, ids=["a"])["run"], looking=True)
    assert (run["state"], run["lines"], run["live"][0]["seen"]) == ("failed", ["不行"], False)
    editor.commands = [["/nowhere/program"]]
    assert ended(editor, editor.post("/api/publish", 202)["run"])["state"] == "failed"


def test_one_run_at_a_time(editor: Editor, tmp_path: Path) -> None:
    gate = tmp_path / "go"
    waits = f"import pathlib, time\nwhile not pathlib.Path({str(gate)!r}).exists(): time.sleep(0.01)"
    editor.commands = [[sys.executable, "-c", waits]]
    number = editor.post("/api/publish", 202)["run"]
    assert editor.post("/api/publish", 409)["run"] == number
    gate.touch()
    assert ended(editor, number)["state"] == "done"
    editor.commands = [DONE]
    assert ended(editor, editor.post("/api/publish", 202)["run"])["state"] == "done"


@pytest.mark.parametrize("number", ["", "0", "99", "x", "-1", "９"])
def test_a_run_that_there_is_not(editor: Editor, number: str) -> None:
    editor.get("/api/run", 404, n=number)


def test_only_bulletins_are_looked_for(editor: Editor) -> None:
    editor.post("/api/publish", 404, ids=["../../x"])
    editor.post("/api/publish", 404, ids=[1])
    editor.post("/api/publish", 404, ids="a")
