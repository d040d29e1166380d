"""Telling a person how far a build is: a bar on a terminal, plain lines when piped, nothing when quiet."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

#: Steps with fewer items than this are over before a bar could be read.
_BAR_FROM = 200
_REDRAW_SECONDS = 0.1
_LINE_SECONDS = 5.0
_WIDTH = 30


class Step(Protocol):
    """One step under way."""

    def advance(self, count: int = 1) -> None:
        """So many more items are done."""

    def reach(self, done: int) -> None:
        """So many items are done in all."""


class Progress:
    """Says nothing but keeps the seconds of every step; the base of the other two."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str, total: int = 0) -> Iterator[Step]:
        """Run a named step of `total` items (0 = unknown)."""
        started = time.perf_counter()
        step = self._begin(name, total)
        try:
            yield step
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
            self._end(step, name, total)

    def _begin(self, name: str, total: int) -> _Counter:
        return _Counter()

    def _end(self, step: _Counter, name: str, total: int) -> None:
        """Nothing to tidy up when nothing is shown."""


class _Counter:
    """A step that only counts."""

    def __init__(self) -> None:
        self.done = 0

    def advance(self, count: int = 1) -> None:
        self.done += count

    def reach(self, done: int) -> None:
        self.advance(done - self.done)


class _Shown(_Counter):
    """A step that is drawn now and then."""

    def __init__(self, out: TextIO, name: str, total: int, bar: bool) -> None:
        super().__init__()
        self.out, self.name, self.total, self.bar = out, name, total, bar
        self.started = self.drawn = time.perf_counter()

    def advance(self, count: int = 1) -> None:
        super().advance(count)
        now = time.perf_counter()
        if self.total >= _BAR_FROM and now - self.drawn >= (_REDRAW_SECONDS if self.bar else _LINE_SECONDS):
            self.drawn = now
            self.draw(now)

    def draw(self, now: float) -> None:
        left = (now - self.started) / max(self.done, 1) * (self.total - self.done)
        text = f"{self.name} {self.done}/{self.total}, about {left:.0f} s left"
        if self.bar:
            filled = _WIDTH * self.done // self.total
            self.out.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {text}\x1b[K")
        else:
            self.out.write(text + "\n")
        self.out.flush()

    def clear(self) -> None:
        if self.bar and self.drawn != self.started:
            self.out.write("\r\x1b[K")
            self.out.flush()


class Console(Progress):
    """A bar where `out` is a terminal, else a plain line every few seconds."""

    def __init__(self, out: TextIO | None = None) -> None:
        super().__init__()
        self.out = out or sys.stderr

    def _begin(self, name: str, total: int) -> _Counter:
        return _Shown(self.out, name, total, self.out.isatty())

    def _end(self, step: _Counter, name: str, total: int) -> None:
        if isinstance(step, _Shown):
            step.clear()
