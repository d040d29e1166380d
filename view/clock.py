"""Times in the site's zone; "now" is always a parameter that comes in at the top."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: ISO 8601 as people type it, for error messages.
EXPECTED = "an ISO date or time such as 2026-11-20 or 2026-11-20T09:30+08:00"


#: A date as the contract has it (1.2): ISO, or as people write it in Chinese; with or without a time.
_MOMENT = re.compile(
    r"(?:(?P<year>\d{4})(?:-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})|/(?P<m2>\d{1,2})/(?P<d2>\d{1,2})"
    r"|年(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日)|(?P<basic>\d{8}))"
    r"(?:(?:[Tt]|\s+|(?<=日))(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?|(?<=[Tt])\d{4}(?:\d{2})?|\d{1,2}时(?:\d{1,2}分)?)"
    r"\s*(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?"
)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Read a date (midnight) or time; without an offset it is in the site's zone. ValueError if it is neither.

    Beside ISO 8601 (`2026-11-28T09:30`, `20261128`) as people write it: `2026-11-28 9:30`, `2026/11/28`,
    `2026年11月28日`. Weeks, and whatever else Python's own reader takes, are refused.
    """
    found = _found(text)
    moment = datetime.combine(_day(found), _time(found["time"]))
    if not found["offset"]:
        return moment.replace(tzinfo=zone)
    return datetime.fromisoformat(f"{moment.isoformat()}{found['offset'].upper()}").astimezone(zone)


def parse_day(text: str) -> date | None:
    """The day of a date without a time, None where there is a time. ValueError if it is neither."""
    found = _found(text)
    return None if found["time"] else _day(found)


def _found(text: str) -> re.Match[str]:
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        raise ValueError(f'"{text}" is no date')
    return found


def _day(found: re.Match[str]) -> date:
    if found["basic"]:
        return date.fromisoformat(found["basic"])
    month = found["m1"] or found["m2"] or found["m3"]
    return date(int(found["year"]), int(month), int(found["d1"] or found["d2"] or found["d3"]))


def _time(text: str | None) -> time:
    if not text:
        return time.min
    if "时" in text:
        hour, _, minute = text.rstrip("分").partition("时")
        return time(int(hour), int(minute or 0))
    return time.fromisoformat(text.zfill(len(text) + 1) if text[1:2] == ":" else text)


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
