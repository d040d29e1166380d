"""Times in the site's zone; "now" is always a parameter that comes in at the top."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: ISO 8601 as people type it, for error messages.
EXPECTED = "an ISO date or time such as 2026-11-20 or 2026-11-20T09:30+08:00"


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Read an ISO date (midnight) or time; without an offset it is in the site's zone. ValueError if it is neither."""
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def at_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day in the site's zone."""
    return datetime.combine(day, time.min, tzinfo=zone)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """24:00 of a day in the site's zone, which is the first moment of the next; the last day of all has none."""
    if day == date.max:
        return datetime.max.replace(microsecond=0, tzinfo=zone)
    return at_midnight(day + timedelta(days=1), zone)


def current(zone: ZoneInfo) -> datetime:
    """The wall clock. Called only by commands and the server's edge, then passed down."""
    return datetime.now(tz=zone).replace(microsecond=0)
