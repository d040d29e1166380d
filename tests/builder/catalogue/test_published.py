"""A published bulletin as plain values: what tells it changed, what it stands as, and where it stands among others."""

from __future__ import annotations

from datetime import timedelta

from builder.catalogue.published import ById, Changed, Loader, age, published_after, published_of, shared_with, stand
from tests.builder.catalogue.listing import AT, listed, record

NOTE = {"date": "2026-11-22", "kind": "correction", "note": "更正"}


def test_its_digests_tell_the_row_from_what_only_the_page_shows() -> None:
    first, other_body = (published_of(stand(record("a", body, summary="摘要"), AT, False)) for body in ("甲。", "乙。"))
    assert first.digest == other_body.digest
    assert first.printed != other_body.printed
    other_title = published_of(stand(record("a", "甲。", summary="摘要", title="另一个"), AT, False))
    assert first.digest != other_title.digest


def test_what_is_counted_is_not_its_title() -> None:
    one = published_of(stand(record("a", countries=["VN"]), AT, False))
    assert one.counted == published_of(stand(record("b", countries=["VN"], title="另一个"), AT, False)).counted
    assert one.counted != published_of(stand(record("a", countries=["TH"]), AT, False)).counted


def test_a_note_of_tomorrow_is_not_yet_told() -> None:
    one = record("a", date="2026-11-20", status="corrected", changes=[{**NOTE, "date": "2026-11-23"}])
    assert stand(one, AT, False).row.status == "active"
    assert stand(one, AT + timedelta(days=1), False).row.status == "corrected"


def test_a_superseded_one_waits_for_its_successor_and_is_touched_when_it_comes() -> None:
    one = record("a", date="2026-11-20", status="superseded", superseded_by="b")
    assert stand(one, AT, awaited=True).row.status == "active"
    there = stand(one, AT, False, AT - timedelta(hours=1))
    assert (there.row.status, there.row.updated) == ("superseded", AT - timedelta(hours=1))
    assert published_of(there).successor == "b"
    assert not published_of(there).listed


def test_it_is_pinned_until_the_moment_and_no_longer() -> None:
    one = record("a", pinned_until="2026-11-23T12:00")
    assert stand(one, AT, False).row.pinned
    assert not stand(one, AT + timedelta(days=1), False).row.pinned


def test_its_id_and_day() -> None:
    one = published_of(stand(record("2026/11/a", date="2026-11-20T09:30"), AT, False))
    assert (one.id, one.day, one.month) == ("2026/11/a", "2026-11-20", "2026-11")
    assert (one.updated is one.date, shared_with("a", "b")) == (True, "b")


def test_by_id_is_a_mapping_of_all() -> None:
    some = listed(3)
    by_id = ById(some)
    assert (list(by_id), len(by_id)) == (["n00", "n01", "n02"], 3)
    assert by_id["n01"] is some[1]
    assert by_id.get("n09") is None


def test_a_loader_reads_each_once() -> None:
    one = record("a", title="甲")
    read: list[str] = []
    loader = Loader(lambda file: read.append(file) or one, AT)  # type: ignore[func-returns-value]
    published = published_of(stand(one, AT, False))
    assert loader.row(published).title == loader.whole(published).row.title == "甲"
    assert read == ["content/risk/a.md"]


def test_a_change_takes_files_out_and_puts_what_they_are_now_in_their_place() -> None:
    some = listed(4)
    moved = some[1]._replace(born=some[3].born + 1)
    change = Changed(frozenset({some[1].file, some[2].file}), (moved,), {}, {}, {})
    after = published_after(some, change)
    assert [one.id for one in after] == ["n00", "n03", "n01"]
    assert after == sorted(after, key=age)
