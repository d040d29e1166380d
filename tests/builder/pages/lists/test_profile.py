"""国别概览: the last year of a list at a glance."""

from __future__ import annotations

from builder.catalogue.lists import BulletinList
from builder.pages.lists.list_sides import UNGRADED
from builder.pages.lists.profile import input_of, level_changes, profile
from tests.builder.catalogue.listing import model, record

CHANGES = [{"date": "2026-11-20", "kind": "update", "note": "上调", "level_from": "低"}]
SITE = model(
    record("old", date="2025-10-02", countries=["VN"], level="高"),
    record("a", date="2026-03-02", countries=["VN"], industries=["steel"]),
    record("b", date="2026-11-02", countries=["VN"], level="高", changes=CHANGES, updated="2026-11-20"),
)


def of(**codes: str) -> BulletinList:
    return next(found for found in SITE.lists if found.codes == codes)


def test_it_counts_a_year_up_to_the_newest_month() -> None:
    found = profile(SITE, of(country="VN"))
    assert found
    assert (found["heading"], found["name"], found["total"]) == ("国别概览", "越南", 2)
    assert (found["since"], found["until"]) == ("2025年12月", "2026年11月")
    assert found["levels"] == [("高", 1), ("中", 0), ("低", 0), (UNGRADED, 1)]
    assert (found["highest"].id, found["highest_label"]) == ("b", "高")
    assert [one.label for one in found["others"]] == ["钢铁"]
    assert [(one["row"].id, one["before"], one["after"]) for one in found["changes"]] == [("b", "low", "high")]


def test_only_countries_and_industries_have_one() -> None:
    assert profile(SITE, of()) is None
    assert profile(SITE, of(channel="warning")) is None
    assert profile(SITE, BulletinList({"country": "TH"})) is None
    industry = profile(SITE, of(industry="steel"))
    assert industry
    assert (industry["heading"], industry["highest"], industry["highest_label"]) == ("行业概览", None, "")


def test_what_it_shows_beside_the_counts_is_an_input() -> None:
    assert input_of(SITE, of()) == b""
    assert input_of(SITE, of(country="VN")) != input_of(SITE, of(industry="steel")) != b""
    assert [one.one.id for one in level_changes(SITE, of(country="VN"))] == ["b"]
