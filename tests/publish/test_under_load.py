"""Releases go live and workers are killed while readers read and search: none of them may notice.

`XINFENG_RELEASES=50 pytest -s tests/publish/test_under_load.py` is the long form; it prints the latencies.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

import pytest

from tests.machine import PATIENCE
from tests.publish.stack import Stack
from tests.site_helper import Site

pytestmark = pytest.mark.thorough

RELEASES = int(os.environ.get("XINFENG_RELEASES", "4"))
READERS = 3
#: Seconds between two requests of a reader, so that the load is bounded.
PAUSE = 0.004
PAGE = "/risk/2026/11/now/"
_WORD = quote("航次")


def release(site: Site, number: int) -> str:
    """The same bulletin with another number in it; the generation it belongs to."""
    site.bulletin("2026/11/now", f"航次 {number} 号。", title=f"航次 第{number}版", countries=["VN"])
    return site.build(index=True).generation


@dataclass
class Seen:
    """One answer: when it was asked for, how long it took, what went wrong, which release it shows."""

    began: float
    seconds: float
    path: str
    fault: str
    release: int


@dataclass
class Readers:
    """Readers who ask for pages and searches until told to stop."""

    port: int
    generations: dict[str, int]
    seen: list[Seen] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def read(self, seed: int) -> None:
        """One reader's life, on one connection as browsers have it."""
        choose = random.Random(seed)  # noqa: S311 - a stream that repeats, not a secret
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not self.done.wait(PAUSE):
            kind = choose.randrange(4)
            extra = choose.randrange(50)
            path = (
                PAGE,
                f"/api/search?q={_WORD}&x={extra}",
                f"/search?q={_WORD}&utm={extra}",
                f"/search.atom?q={_WORD}",
            )[kind]
            if kind == 1:
                path = f"/api/search?q={_WORD}&since=2020-01-{extra % 28 + 1:02d}"
            self.seen.append(self.ask(connection, path))

    def ask(self, connection: http.client.HTTPConnection, path: str) -> Seen:
        """One request, and what its answer shows."""
        began = time.monotonic()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            return Seen(began, time.monotonic() - began, path, f"{type(error).__name__}: {error}", 0)
        seconds = time.monotonic() - began
        shown = {int(one) for one in re.findall("第(?:<mark>)?([0-9]+)(?:</mark>)?版", body)}
        fault = "" if answer.status == 200 and len(shown) == 1 else f"{answer.status}, releases {shown}"
        number = min(shown, default=0)
        named = answer.headers.get("Xinfeng-Generation")
        if named and not fault and self.generations.get(named) != number:
            fault = f"generation {named} is release {self.generations.get(named)}, and the answer shows {number}"
        if path.startswith("/api/") and not fault and json.loads(body)["generation"] != named:
            fault = "header and body name different generations"
        return Seen(began, seconds, path, fault, number)


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    site = Site(tmp_path / "root").small().settings('base_url = "https://risk.example"\n')
    for number in range(20):
        site.bulletin(f"2026/10/b{number:02d}", "正文。" * 30, date="2026-10-02")
    with Stack(site, tmp_path) as made:
        yield made


def kill_one(stack: Stack, chance: random.Random) -> None:
    """Kill a worker as soon as the endpoint answers again: on a busy machine a new one takes seconds to come up.

    None may be left all the same, while gunicorn still reads the settings of a reload.
    """
    stack.get("/readyz", port=stack.endpoint_port)
    if workers := stack.workers():
        with suppress(ProcessLookupError):  # it has ended by itself
            os.kill(chance.choice(workers), signal.SIGKILL)


def test_nobody_notices_a_release_or_a_killed_worker(stack: Stack) -> None:
    generations = {release(stack.site, 1): 1}
    stack.publish()
    stack.start_gunicorn(XINFENG_LIMITS_WAIT_SECONDS="60")  # nobody is sent away while one worker of two comes up
    stack.start_nginx()
    readers = Readers(stack.port, generations)
    threads = [threading.Thread(target=readers.read, args=(seed,)) for seed in range(READERS)]
    for thread in threads:
        thread.start()
    chance = random.Random(3)  # noqa: S311 - moments, not secrets
    switched = {1: time.monotonic()}
    busy: list[tuple[float, float]] = []
    try:
        time.sleep(1)
        for number in range(2, RELEASES + 2):
            generations[release(stack.site, number)] = number
            began = time.monotonic()
            if number % 2:
                kill_one(stack, chance)
            stack.publish()
            switched[number] = time.monotonic()
            busy.append((began, switched[number]))
            if number % 3 == 0:
                kill_one(stack, chance)
            if number % 4 == 0 and stack.gunicorn:
                stack.gunicorn.send_signal(signal.SIGHUP)  # as an operator reloads it
            time.sleep(chance.uniform(0.05, 0.3))
        time.sleep(1)
    finally:
        readers.done.set()
        for thread in threads:
            thread.join()
    assert [(one.path, one.fault) for one in readers.seen if one.fault] == []
    late = [
        (one.path, one.release, number)
        for number, moment in switched.items()
        for one in readers.seen
        if one.began > moment and one.release < number
    ]
    assert late == []
    assert {1, RELEASES + 1} <= {one.release for one in readers.seen} <= set(switched)
    tell(readers.seen, busy)


def tell(seen: list[Seen], busy: list[tuple[float, float]]) -> None:
    """Latencies of searches and pages, while nothing was published and while something was."""
    for name, chosen in (
        ("pages", [one for one in seen if one.path == PAGE]),
        ("searches", [one for one in seen if one.path != PAGE]),
    ):
        for when, during in (("between releases", False), ("during releases", True)):
            times = [one.seconds for one in chosen if any(a <= one.began <= b for a, b in busy) is during]
            if len(times) > 1:
                cuts = quantiles(times, n=100)
                middle, slow, slowest = (round(one * 1000, 1) for one in (cuts[49], cuts[98], max(times)))
                print(f"{name} {when}: {len(times)}, p50 {middle} ms, p99 {slow} ms, slowest {slowest} ms")
