"""Progress on a terminal, in a pipe, and as seconds of steps."""

from __future__ import annotations

import io

import pytest

from builder.base.progress import Console, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(out: io.StringIO, total: int, monkeypatch: pytest.MonkeyPatch) -> str:
    seconds = iter(range(1_000_000))
    monkeypatch.setattr("time.perf_counter", lambda: float(next(seconds)))
    with Console(out).step("render", total) as step:
        for _ in range(total):
            step.advance()
    return out.getvalue()


def test_a_bar_is_drawn_on_a_terminal_and_cleared_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run(Terminal(), 300, monkeypatch)
    assert "\r[" in shown
    assert "render 150/300, about " in shown
    assert shown.endswith("\r\x1b[K")


def test_plain_lines_are_written_when_piped(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run(io.StringIO(), 300, monkeypatch)
    assert "\r" not in shown
    lines = shown.splitlines()
    assert 10 < len(lines) < 100
    assert lines[0] == "render 5/300, about 295 s left"


def test_a_short_step_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(Terminal(), 50, monkeypatch) == ""


def test_every_step_s_seconds_are_kept() -> None:
    progress = Progress()
    with progress.step("read"), progress.step("plan", 10) as step:
        step.advance(3)
    assert set(progress.seconds) == {"read", "plan"}
