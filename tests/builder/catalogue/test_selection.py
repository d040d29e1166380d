"""What is published at a moment, one second before and after each boundary."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.catalogue.published import stand
from builder.catalogue.selection import Selection, select
from builder.reading.parsing import Parser
from builder.reading.records import BulletinRecord
from tests.machine import PROJECT
from tests.site_helper import Site, source
from view.clock import parse_moment
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

ZONE = Settings().zone
SECOND = timedelta(seconds=1)
PARSER = Parser(load_vocabulary(PROJECT), ZONE)


def moment(text: str) -> datetime:
    return parse_moment(text, ZONE)


def bulletin(identifier: str = "a", /, **front: object) -> BulletinRecord:
    keys = {"title": "标题", "date": "2026-11-10T09:30", "channel": "warning", **front}
    parsed = PARSER.parse("risk", identifier, f"content/risk/{identifier}.md", source(keys, "正文。").encode())
    assert all(one.warning for one in parsed.problems)
    assert isinstance(parsed.record, BulletinRecord)
    return parsed.record


def note(kind: str, date: str) -> dict[str, str]:
    return {"date": date, "kind": kind, "note": f"说明 {kind}"}


def at(text: str, *bulletins: BulletinRecord) -> Selection:
    return select(bulletins, moment(text))


def ids(selection: Selection) -> list[str]:
    return [one.id for one in selection.published]


def state(selection: Selection) -> list[tuple[bytes, bytes, str]]:
    """All that a moment decides."""
    return [(one.digest, one.printed, one.successor) for one in selection.published]


def test_a_scheduled_bulletin_is_out_at_its_second() -> None:
    one = bulletin()
    before = at("2026-11-10T09:29:59", one)
    assert ids(before) == []
    assert before.next_due == moment("2026-11-10T09:30")
    after = at("2026-11-10T09:30", one)
    assert ids(after) == ["a"]
    assert after.next_due is None


def test_a_bare_date_is_the_first_moment_of_its_day_in_the_site_s_zone() -> None:
    one = bulletin(date="2026-11-10")
    assert ids(at("2026-11-09T23:59:59+08:00", one)) == []
    assert ids(at("2026-11-09T16:00:00+00:00", one)) == ["a"]


def test_an_expiry_by_date_ends_with_that_day() -> None:
    one = bulletin(expires="2026-11-12")
    before = at("2026-11-12T23:59:59", one)
    assert ids(before) == ["a"]
    assert before.next_due == moment("2026-11-13")
    after = at("2026-11-13", one)
    assert ids(after) == []
    assert after.next_due is None


def test_an_expiry_by_time_ends_at_its_second() -> None:
    one = bulletin(expires="2026-11-12T18:00")
    assert ids(at("2026-11-12T17:59:59", one)) == ["a"]
    assert ids(at("2026-11-12T18:00", one)) == []


def test_a_pin_by_date_holds_to_the_end_of_that_day() -> None:
    one = bulletin(pinned_until="2026-11-12")
    before = at("2026-11-12T23:59:59", one)
    assert before.published[0].pinned
    assert before.next_due == moment("2026-11-13")
    assert not at("2026-11-13", one).published[0].pinned


def test_a_draft_is_never_out_and_never_due() -> None:
    later = at("2030-01-01", bulletin(draft=True, pinned_until="2040-01-01"))
    assert ids(later) == []
    assert later.next_due is None


def test_an_expired_or_never_published_bulletin_is_not_due() -> None:
    assert at("2026-12-01", bulletin(expires="2026-11-12", pinned_until="2027-01-01")).next_due is None
    assert at("2026-01-01", bulletin(expires="2026-11-01", pinned_until="2027-01-01")).next_due is None


def test_a_withdrawal_takes_effect_with_its_note() -> None:
    one = bulletin(status="withdrawn", changes=[note("withdrawal", "2026-11-15T10:00")])
    before = at("2026-11-15T09:59:59", one)
    assert before.published[0].status == "active"
    assert before.published[0].listed
    assert stand(one, moment("2026-11-15T09:59:59"), awaited=False).changes == ()
    assert before.next_due == moment("2026-11-15T10:00")
    after = at("2026-11-15T10:00", one)
    assert after.published[0].status == "withdrawn"
    assert not after.published[0].listed
    assert after.listed == []
    assert parse_moment(after.published[0].updated, ZONE) == moment("2026-11-15T10:00")


def test_a_correction_takes_effect_with_its_note_and_stays_listed() -> None:
    one = bulletin(status="corrected", changes=[note("correction", "2026-11-15")])
    assert at("2026-11-14T23:59:59", one).published[0].status == "active"
    after = at("2026-11-15", one)
    assert after.published[0].status == "corrected"
    assert after.published[0].listed


def test_what_was_corrected_before_it_was_withdrawn_is_corrected_in_between() -> None:
    changes = [note("withdrawal", "2026-11-20"), note("correction", "2026-11-15")]
    one = bulletin(status="withdrawn", changes=changes)
    assert [at(f"2026-11-{day}", one).published[0].status for day in (14, 15, 20)] == [
        "active", "corrected", "withdrawn",
    ]  # fmt: skip
    assert [change.kind for change in stand(one, moment("2026-11-20"), awaited=False).changes] == [
        "correction",
        "withdrawal",
    ]


def test_a_bulletin_is_superseded_when_its_successor_is_out() -> None:
    old, new = bulletin("a", status="superseded", superseded_by="b"), bulletin("b", date="2026-11-20")
    before = at("2026-11-19T23:59:59", old, new)
    assert [(one.id, one.status, one.successor) for one in before.published] == [("a", "active", "")]
    assert before.next_due == moment("2026-11-20")
    after = at("2026-11-20", old, new)
    assert [(one.id, one.status, one.successor) for one in after.published] == [
        ("a", "superseded", "b"),
        ("b", "active", ""),
    ]
    assert [one.id for one in after.listed] == ["b"]


def test_a_superseded_bulletin_stays_so_when_its_successor_is_gone() -> None:
    old = bulletin("a", status="superseded", superseded_by="b")
    new = bulletin("b", date="2026-11-20", expires="2026-11-25")
    assert at("2026-11-25", old, new).by_id["a"].status == "superseded"
    assert at("2026-11-26", old, new).by_id["a"].status == "superseded"
    assert at("2026-11-26", old, bulletin("b", draft=True)).by_id["a"].status == "superseded"


def test_an_update_counts_from_its_moment() -> None:
    one = bulletin(updated="2026-11-15T10:00")
    before = at("2026-11-15T09:59:59", one)
    assert parse_moment(before.published[0].updated, ZONE) == moment("2026-11-10T09:30")
    assert before.next_due == moment("2026-11-15T10:00")
    after = at("2026-11-15T10:00", one)
    assert parse_moment(after.published[0].updated, ZONE) == moment("2026-11-15T10:00")


def test_bulletins_come_oldest_first_and_ties_by_id() -> None:
    found = at("2026-12-01", bulletin("c"), bulletin("b"), bulletin("d", date="2026-11-01"))
    assert ids(found) == ["d", "b", "c"]


def test_the_order_of_the_files_does_not_matter() -> None:
    some = [bulletin(one, status="superseded", superseded_by="c") if one == "a" else bulletin(one) for one in "abc"]
    assert state(at("2026-12-01", *some)) == state(at("2026-12-01", *reversed(some)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "标题"}, {"title": "标题二"}),
        ({}, {"countries": ["VN"]}),
        ({}, {"industries": ["steel"]}),
        ({}, {"level": "high"}),
        ({}, {"keywords": ["关税"]}),
        ({}, {"summary": "摘要"}),
        ({"date": "2026-11-10"}, {"date": "2026-11-10T00:00:01"}),
        ({"channel": "warning"}, {"channel": "country"}),
    ],
)
def test_a_row_s_digest_tells_any_change_of_it(one: dict[str, object], other: dict[str, object]) -> None:
    assert state(at("2026-12-01", bulletin(**one))) != state(at("2026-12-01", bulletin(**other)))


days = st.sampled_from([f"2026-11-{day:02d}" for day in range(5, 25)] + ["2026-11-15T12:00", "2026-11-15T12:00:01"])
fronts = st.fixed_dictionaries(
    {"date": days},
    optional={
        "updated": days,
        "expires": days,
        "pinned_until": days,
        "draft": st.booleans(),
        "status": st.sampled_from(["corrected", "withdrawn", "superseded"]),
    },
)


@given(st.lists(st.tuples(fronts, days, days), min_size=1, max_size=4), days)
def test_nothing_changes_before_it_is_due(written: list[tuple[dict[str, object], str, str]], now: str) -> None:
    some = []
    for number, (front, first, second) in enumerate(written):
        changes = [note("correction", first), note("withdrawal", second)]
        successor = "ab"[(number + 1) % min(2, len(written))] if front.get("status") == "superseded" else None
        some.append(bulletin("abcd"[number], **{**front, "changes": changes, "superseded_by": successor}))
    found = at(now, *some)
    last = moment(now)
    while found.next_due is not None:
        due = found.next_due
        assert due > last
        assert state(select(some, due - SECOND)) == state(found)
        found, last = select(some, due), due
    assert state(select(some, moment("2050-01-01"))) == state(found)


def test_a_moment_changes_pages_lists_feeds_and_sitemap_at_once(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-20T09:30", countries=["VN"], level="high", expires="2026-12-01T08:00")
    site.bulletin("b", date="2026-11-01")
    lists = ["/", "/risk/", "/risk/country/vn/", "/risk/channel/warning/", "/risk/month/2026-11/"]
    for now, there in [
        ("2026-11-20T09:29:59", False), ("2026-11-20T09:30", True), ("2026-12-01T07:59:59", True),
        ("2026-12-01T08:00", False),
    ]:  # fmt: skip
        report = site.build(now)
        assert site.has("/risk/a/") is there
        assert ("/risk/a/" in site.sitemap()) is there
        assert all(("/risk/a/" in site.rows(one)) is there for one in lists if site.has(one)), now
        feeds = [site.feed(f"{one}feed.atom") for one in lists if site.has(f"{one}feed.atom")]
        assert all(any(url.endswith("/risk/a/") for _, url in feed) is there for feed in feeds)
        assert site.has("/risk/country/vn/") is there
        due = {"2026-11-20T09:29:59": "2026-11-20T09:30", "2026-12-01T08:00": None}.get(now, "2026-12-01T08:00")
        assert report.next_due == (moment(due) if due else None)


def test_an_expiry_before_the_date_is_a_warning(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-20", expires="2026-10-20")
    told = "content/risk/a.md:5:10: warning: expires: lies before `date`; the bulletin would never be shown"
    assert site.warnings() == site.checked() == [told]
    site.bulletin("b", "乙。")
    assert site.warnings() == [told]
    site.bulletin("a", date="2026-11-20", expires="2026-11-20")
    assert site.warnings() == []
    site.bulletin("a", date="2026-11-20", expires="2026-10-20")
    assert site.warnings() == [told]
