"""When news is due: at once, or gathered for a day or a week."""

from __future__ import annotations

from datetime import datetime

from publish.notify.news import is_due


def test_rhythms() -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(f"{text}+08:00")

    assert is_due("at-once", at("2026-11-27T10:00"), at("2026-11-27T10:01"))
    assert not is_due("daily", at("2026-11-27T00:01"), at("2026-11-27T23:59"))
    assert is_due("daily", at("2026-11-26T23:59"), at("2026-11-27T00:00"))
    assert not is_due("weekly", at("2026-11-23T08:00"), at("2026-11-29T23:00"))  # Monday to Sunday
    assert is_due("weekly", at("2026-11-29T23:00"), at("2026-11-30T00:00"))
    assert is_due("weekly", at("2026-12-31T23:00"), at("2027-01-04T00:00"))
