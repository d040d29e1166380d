"""Deploys that are killed: whatever was reached, readers see no dead link, and a rerun or a rollback puts it right."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.machine import PROJECT
from tests.publish.conftest import Publisher, pages_of
from tests.publish.crawling import crawl, dangling
from tests.publish.killing import KILLS, kill_at_random
from tests.publish.stopping import StoppedError, stop_after

pytestmark = pytest.mark.thorough

BUILD = PROJECT / "build.py"


def change(publisher: Publisher) -> None:
    """A release with new, changed and removed pages, and another stylesheet."""
    site = publisher.site
    site.bulletin("2026/10/b03", "另一段正文。", date="2026-10-04").bulletin("2026/11/new", countries=["JP"])
    site.remove("content/risk/2026/10/b05.md").file("assets/style.css", "body { margin: 0 }").build()


def test_the_crawler_sees_what_is_missing(publisher: Publisher) -> None:
    publisher.deploy()
    target = Path(publisher.target)
    (target / "risk" / "2026" / "10" / "b03" / "index.html").unlink()
    assert ("risk/2026/10/b04/index.html", "risk/2026/10/b03/index.html") in dangling(target)


@pytest.mark.parametrize("end", ["deploy", "rollback"])
def test_stopped_anywhere_no_link_is_dead_and_both_ways_out_work(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    publisher.deploy()
    first = pages_of(publisher.there)
    change(publisher)
    total = publisher.deployer.preview(1).plan
    count = 3 * (len(total.new) + len(total.changed) + len(total.removed))
    for stop in range(1, count, max(1, count // 8)):
        with monkeypatch.context() as patched, suppress(StoppedError):
            stop_after(patched, stop)
            publisher.deploy()
        assert dangling(Path(publisher.target)) == []
    if end == "deploy":
        publisher.deploy()
        there = pages_of(publisher.there)
        assert {path: there.get(path) for path in publisher.site.tree() if path[0] != "_"} == pages_of(
            publisher.site.tree()
        )
        assert all(path.startswith("assets/") for path in there.keys() - publisher.site.tree().keys())
    else:
        publisher.rollback()
        there = pages_of(publisher.there)
        assert {path: there[path] for path in first} == first
    assert dangling(Path(publisher.target)) == []


def test_an_interrupted_rollback_goes_on(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    states = []
    for number in range(3):
        publisher.site.bulletin("2026/11/x", f"第 {number} 次。").build()
        publisher.deploy()
        states.append(publisher.there)
    with monkeypatch.context() as patched:
        stop_after(patched, 4)
        with pytest.raises(StoppedError):
            publisher.rollback()
    assert dangling(Path(publisher.target)) == []
    assert publisher.rollback().release == 2
    assert publisher.there == states[1]
    with monkeypatch.context() as patched:
        stop_after(patched, 4)
        with pytest.raises(StoppedError):
            publisher.rollback()
    publisher.deploy()
    assert publisher.there == states[2]


def test_killed_at_random_moments_while_a_crawler_reads(publisher: Publisher) -> None:
    """SIGKILL of the real command; the crawler never sees a page that points at nothing."""
    publisher.deploy()
    change(publisher)
    target = Path(publisher.target)
    dead: list[tuple[str, str]] = []
    done = threading.Event()

    def keep_crawling() -> None:
        while not done.is_set():
            dead.extend(crawl(target)[0])

    crawler = threading.Thread(target=keep_crawling)
    crawler.start()
    command = [sys.executable, str(BUILD), "--root", str(publisher.site.root), "deploy", str(target), "--jobs", "1"]
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    try:
        killed = [kill_at_random(command[1:], chance, 30) for _ in range(KILLS)]
        assert killed[0]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        assert (
            subprocess.run([*command[:-2], "--rollback", "--force"], capture_output=True, check=False).returncode == 0
        )
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    finally:
        done.set()
        crawler.join()
    assert dead == []
    there = publisher.there
    assert {path: there.get(path) for path in publisher.site.tree()} == publisher.site.tree()
