"""What a feed says of times, and what XML cannot hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from view.bulletin import Bulletin
from view.rendering.feeds import beginning, moved, without_controls

MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
ROW = Bulletin("a", "甲", MIDNIGHT, "warning", url="/risk/a/", updated=MIDNIGHT, status="active")


def test_entries_of_a_bare_date_have_a_second_each_within_its_first_hour() -> None:
    moments = [moved(replace(ROW, id=f"2026/{number}")) for number in range(50)]
    assert len(set(moments)) > 45
    assert all(MIDNIGHT <= one < MIDNIGHT + timedelta(hours=1) for one in moments)
    assert moved(replace(ROW, id="new", feed_id="a")) == moved(ROW)  # a renamed one stays where it was


@pytest.mark.parametrize("moment", [MIDNIGHT.replace(hour=9), MIDNIGHT.replace(minute=1), MIDNIGHT.replace(second=1)])
def test_a_time_of_the_day_is_left_as_it_is(moment: datetime) -> None:
    assert moved(replace(ROW, updated=moment)) == moment


@pytest.mark.parametrize(
    ("authority", "day"),
    [
        ("risk.example,2026", "2026-01-01"),
        ("risk.example,2026-11", "2026-11-01"),
        ("risk.example,2026-11-20", "2026-11-20"),
        ("risk.example,2026-02-30", "2026-01-01"),
    ],
)
def test_an_empty_feed_is_as_old_as_its_authority(authority: str, day: str) -> None:
    assert beginning(authority).isoformat() == f"{day}T00:00:00+00:00"


def test_what_xml_cannot_hold_is_replaced_and_nothing_else() -> None:
    assert without_controls("a\x00b\x0bc\ud800d\uffff") == "a�b�c�d�"
    assert without_controls("a\tb\nc\r越𠮷") == "a\tb\nc\r越𠮷"
