"""Moments and days as people write them, in the zone of the site."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from view import clock

ZONE = ZoneInfo("Asia/Shanghai")


def test_moments_are_in_the_site_s_zone() -> None:
    assert clock.parse_moment("2026-11-20", ZONE) == datetime(2026, 11, 20, tzinfo=ZONE)
    assert clock.parse_moment(" 2026-11-20T01:30Z ", ZONE).isoformat() == "2026-11-20T09:30:00+08:00"
    assert clock.end_of_day(datetime(2026, 12, 31, tzinfo=ZONE).date(), ZONE).isoformat() == "2027-01-01T00:00:00+08:00"
    assert clock.current(ZONE).microsecond == 0


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-28T09:30", "2026-11-28 9:30", "2026/11/28 9：30", "2026年11月28日 9:30", "2026年11月28日9时30分"),
        *("２０２６-11-28T09:30:00", "20261128T0930", "2026-11-28T01:30Z", "2026-11-28 10:30+09:00"),
    ],
)
def test_a_moment_may_be_written_as_people_do(text: str) -> None:
    assert clock.parse_moment(text, ZONE).isoformat() == "2026-11-28T09:30:00+08:00"


def test_a_day_is_told_from_a_time() -> None:
    assert [clock.parse_day(one) for one in ("2026/11/28", "2026-11-28 0:00")] == [date(2026, 11, 28), None]


@pytest.mark.parametrize(
    "text",
    [
        *("", "gestern", "2026-13-01", "20261", "2026-11-20T25:00", "2026-11-01~15", "2026-W48-1", "2026-11/20"),
        *("2026-11-20 0930", "11月20日", "2026-11-20T9"),
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        clock.parse_moment(text, ZONE)
