"""Waiting for the dates in the content."""

from __future__ import annotations

from datetime import datetime, timedelta

from builder.schedule import LOOK_SECONDS, wait_until_due
from tests.site_helper import Site

NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")


class Clock:
    """Time that passes only by sleeping; `events` happen at the first sleep that reaches them."""

    def __init__(self) -> None:
        self.now = NOON
        self.slept: list[float] = []
        self.events: list[tuple[datetime, object]] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        while self.events and self.events[0][0] <= self.now:
            self.events.pop(0)[1]()  # type: ignore[operator]


def test_it_wakes_at_the_moment_a_bulletin_is_due(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-22T12:01:05").build()
    clock = Clock()
    due = wait_until_due(site.root, clock.sleep, lambda: clock.now)
    assert due == clock.now == NOON + timedelta(seconds=65)
    assert max(clock.slept) == LOOK_SECONDS
    report = site.build(due.isoformat())
    assert "/risk/a/" in report.changed_urls


def test_it_learns_of_what_another_build_has_scheduled(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-23").build()
    clock = Clock()
    edited = NOON + timedelta(minutes=2)

    def edit() -> None:
        site.bulletin("b", date="2026-11-22T12:05").build(edited.isoformat())

    clock.events = [(edited, edit)]
    assert wait_until_due(site.root, clock.sleep, lambda: clock.now) == NOON + timedelta(minutes=5)


def test_where_nothing_was_built_it_is_time_to_build(site: Site) -> None:
    assert wait_until_due(site.root) is None
    site.small().bulletin("a").build()
    (site.root / "var" / "build.sqlite").write_bytes(b"noise")
    assert wait_until_due(site.root) is None
