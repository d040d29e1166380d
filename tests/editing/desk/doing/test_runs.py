"""Runs of 发布: one at a time, with the last of what they said; and what readers read on a page."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from builder.base.paths import SitePaths
from editing.desk.doing import runs as module
from editing.desk.doing.runs import PublishRun, PublishRuns, is_live, page_address, page_words
from tests.machine import PATIENCE

PAGE = "<html><head><title>题</title></head><body><nav>栏</nav><main> 甲\n <b>乙</b></main><footer>脚</footer></body>"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (PAGE, "甲 乙"),
        (PAGE.replace("栏", "别的栏").replace("脚", "别的脚"), "甲 乙"),
        ("<main>甲<script>x</script><style>y</style>乙</main>", "甲乙"),
        ("<main>甲 &amp; 乙</main>", "甲 & 乙"),
        ("</main></script><main>甲", "甲"),
        ("<p>甲</p>", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_page_are_those_of_its_main_part(markup: str, words: str) -> None:
    assert page_words(markup) == words


@pytest.mark.parametrize(
    ("base", "identifier", "address"),
    [
        ("https://risk.example.cn", "2026/11/a", "https://risk.example.cn/risk/2026/11/a/"),
        ("https://risk.example.cn/", "钢铁", "https://risk.example.cn/risk/%E9%92%A2%E9%93%81/"),
    ],
)
def test_where_readers_find_a_bulletin(base: str, identifier: str, address: str) -> None:
    assert page_address(base, identifier) == address


@pytest.mark.parametrize(
    ("built", "status", "shown", "seen", "why"),
    [
        (PAGE, 200, PAGE.replace("栏", "别的栏"), True, ""),
        (PAGE, 200, PAGE.replace("乙", "丙"), False, "网站上还是原来的文字"),
        (PAGE, 404, "", False, "网站的回答是 404"),
        (PAGE, 0, "", False, "网站没有回答"),
        (None, 404, "", True, ""),
        (None, 410, "", True, ""),
        (None, 200, PAGE, False, "这一页应当已经撤下，网站上还在"),
        (None, 0, "", False, "这一页应当已经撤下，网站上还在"),
    ],
)
def test_a_page_is_live_when_its_words_are_those_that_were_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: str | None, status: int, shown: str, seen: bool, why: str
) -> None:
    places = SitePaths(tmp_path)
    if built is not None:
        page = places.site / "risk/a/index.html"
        page.parent.mkdir(parents=True)
        page.write_text(built, encoding="utf-8")
    monkeypatch.setattr(module, "_asked", lambda url: (status, shown.encode()))
    assert is_live(places, "a", "http://127.0.0.1:1/risk/a/") == (seen, why)


def done(run: PublishRun | None) -> PublishRun:
    """A run that has ended."""
    assert run is not None
    for one in threading.enumerate():
        if one is not threading.current_thread() and one.daemon and "_work" in one.name:
            one.join(PATIENCE)
    assert run.state != "running"
    return run


def test_of_a_long_run_the_last_lines_are_kept(tmp_path: Path) -> None:
    said = "for number in range(500): print(number)\nprint('x' * 3000)"
    run = done(PublishRuns(tmp_path).begin([[sys.executable, "-c", said]], "http://127.0.0.1:1", [], 0))
    assert (run.state, run.looking, len(run.lines)) == ("done", False, 400)
    assert run.lines[0] == "101"
    assert run.lines[-1] == "x" * 2000


def test_of_many_runs_the_last_are_remembered(tmp_path: Path) -> None:
    runs = PublishRuns(tmp_path)
    for _ in range(22):
        done(runs.begin([], "http://127.0.0.1:1", ["a"], 0))
    assert [runs.run(number) is not None for number in (0, 2, 3, 22, 23)] == [False, False, True, True, False]
    assert runs.current is None


def test_what_comes_after_a_failure_is_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    fails, marks = [sys.executable, "-c", "exit(3)"], [sys.executable, "-c", f"open({str(mark)!r}, 'w')"]
    assert done(PublishRuns(tmp_path).begin([fails, marks], "http://127.0.0.1:1", ["a"], 5)).state == "failed"
    assert not mark.exists()
