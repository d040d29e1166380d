"""What 发布 runs, one run at a time, and whether readers see the new text: asked of the site itself, never assumed."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from builder.base.paths import SitePaths
from builder.pages.outputs import path_of
from view.urls import encode_path

#: Lines of a run that are kept, and finished runs.
_MOST_LINES, _MOST_RUNS = 400, 20
#: Seconds between two looks at the site, and to wait for one answer; bytes of a page that are read.
_PAUSE, _PATIENCE, _LARGEST = 1.5, 10.0, 5_000_000


@dataclass(slots=True)
class LivePage:
    """A page that shall be seen at the site. `seen`: it was, with the new text; `why` not yet."""

    id: str
    url: str
    seen: bool = False
    why: str = ""


@dataclass(slots=True)
class PublishRun:
    """One run. `state` is running, done or failed; `looking`: the site is being asked."""

    number: int
    state: str = "running"
    lines: list[str] = field(default_factory=list)
    live: list[LivePage] = field(default_factory=list)
    looking: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the page shows it."""
        live = [{"id": one.id, "url": one.url, "seen": one.seen, "why": one.why} for one in self.live]
        return {
            "run": self.number, "state": self.state, "lines": list(self.lines), "live": live, "looking": self.looking,
        }  # fmt: skip


class PublishRuns:
    """The runs of one desk."""

    def __init__(self, root: Path) -> None:
        self._places = SitePaths(root)
        self._lock = threading.Lock()
        self._runs: dict[int, PublishRun] = {}

    def begin(self, commands: list[list[str]], base_url: str, ids: list[str], seconds: float) -> PublishRun | None:
        """Begin a run, and give it; None where one is under way. `ids` are looked for at the site afterwards."""
        with self._lock:
            if any(one.state == "running" for one in self._runs.values()):
                return None
            number = max(self._runs, default=0) + 1
            run = PublishRun(number, live=[LivePage(one, page_address(base_url, one)) for one in ids])
            self._runs[number] = run
            for old in sorted(self._runs)[:-_MOST_RUNS]:
                del self._runs[old]
        threading.Thread(target=self._work, args=(run, commands, seconds), daemon=True).start()
        return run

    def run(self, number: int) -> PublishRun | None:
        """A run by its number."""
        return self._runs.get(number)

    @property
    def current(self) -> PublishRun | None:
        """The run that is under way."""
        return next((one for one in self._runs.values() if one.state == "running"), None)

    def _work(self, run: PublishRun, commands: list[list[str]], seconds: float) -> None:
        try:
            good = all(self._command(run, one) for one in commands)
        except OSError as error:
            run.lines.append(f"不能运行：{error.strerror or error}")
            good = False
        run.looking = good and seconds > 0 and bool(run.live)
        run.state = "done" if good else "failed"
        if run.looking:
            try:
                self._look(run, seconds)
            finally:
                run.looking = False

    def _command(self, run: PublishRun, words: list[str]) -> bool:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
        process = subprocess.Popen(  # noqa: S603 - our own program, with a target from site.toml
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8", errors="replace", env=environment,
        )  # fmt: skip
        assert process.stdout  # noqa: S101 - it was asked for
        with process.stdout as said:
            for line in said:
                run.lines.append(line.rstrip("\n")[:2000])
                del run.lines[:-_MOST_LINES]
        return process.wait() == 0

    def _look(self, run: PublishRun, seconds: float) -> None:
        """Ask the site for every page until it shows what was built, or the time is over."""
        until = time.monotonic() + seconds
        while True:
            for one in run.live:
                if not one.seen:
                    one.seen, one.why = is_live(self._places, one.id, one.url)
            if all(one.seen for one in run.live) or time.monotonic() > until:
                return
            time.sleep(_PAUSE)


def page_address(base_url: str, identifier: str) -> str:
    """Where readers find a bulletin."""
    return f"{base_url.rstrip('/')}/risk/{encode_path(identifier)}/"


def is_live(places: SitePaths, identifier: str, url: str) -> tuple[bool, str]:
    """Whether the site shows the page as it was built, and why not: compared are the words of it, not its bytes."""
    file = places.site / path_of(f"/risk/{identifier}/")
    built = file.read_bytes() if file.is_file() else None
    status, data = _asked(url)
    if built is None:
        return status in (404, 410), "" if status in (404, 410) else "这一页应当已经撤下，网站上还在"
    if status != 200:
        return False, f"网站的回答是 {status}" if status else "网站没有回答"
    seen = page_words(data.decode("utf-8", "replace")) == page_words(built.decode("utf-8", "replace"))
    return seen, "" if seen else "网站上还是原来的文字"


def _asked(url: str) -> tuple[int, bytes]:
    headers = {"User-Agent": "xinfeng-desk", "Cache-Control": "no-cache", "Accept": "text/html"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - base_url is http or https
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read(_LARGEST)
    except urllib.error.HTTPError as error:
        return error.code, b""
    except (OSError, ValueError):
        return 0, b""


class _Words(HTMLParser):
    """The text of a page's main part."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._depth = 0
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._depth += tag == "main"
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "main" and self._depth > 0
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if self._depth and not self._hidden:
            self.found.append(data)


def page_words(markup: str) -> str:
    """What readers read on a page, without the frame around it."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return re.sub(r"\s+", " ", "".join(reader.found)).strip()
