"""The log of approvals: how each request stands, whatever else the file holds, for every desk of the site."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from editing.desk.doing.reviews import ReviewEvent, Reviews, event_of, writers
from editing.life.copies import Copies, acting_as
from tests.site_helper import NOW

AT = datetime.fromisoformat(NOW)


def add(reviews: Reviews, action: str, who: str = "甲", **more: str) -> None:
    reviews.add(event_of("a", action, who, AT, **more))


def test_of_what_was_never_asked_for_nothing_is_known(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    assert reviews.of("a") is None
    assert reviews.undergoing() == {}
    add(reviews, "approve")  # of no request
    assert reviews.of("a") is None


@pytest.mark.parametrize(
    ("action", "state"), [("approve", "approved"), ("refuse", "refused"), ("withdraw", "withdrawn")]
)
def test_a_request_stands_until_it_is_decided_and_once_only(tmp_path: Path, action: str, state: str) -> None:
    reviews = Reviews(tmp_path)
    add(reviews, "ask", base="v1", note="请审")
    assert reviews.undergoing() == {"a": "review"}
    add(reviews, action, "乙", note="答")
    add(reviews, "refuse", "丙")
    found = Reviews(tmp_path).of("a")
    assert found is not None
    assert not found.waits
    told = found.to_json("v1")
    assert (told["state"], told["asked_by"], told[f"{state}_by"], told["answer"]) == (state, "甲", "乙", "答")
    assert told["fresh"] is True
    assert found.to_json("v2")["fresh"] is False
    assert [found.approves(version) for version in ("v1", "v2")] == [action == "approve", False]


def test_a_new_request_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    one, other = Reviews(tmp_path), Reviews(tmp_path)
    add(one, "ask", base="v1")
    add(one, "approve", "乙")
    assert other.undergoing() == {}
    add(other, "ask", base="v2")
    found = one.of("a")
    assert found is not None
    assert (found.waits, found.approves("v2"), found.asked.base) == (True, False, "v2")


@pytest.mark.parametrize(
    "line", [b"", b"null", b"[]", b"{", b'{"id": "a"}', b'{"unknown": 1}', b"\xff\xfe", b'{"id":"a","action":"x"}']
)
def test_a_damaged_line_is_passed_over(tmp_path: Path, line: bytes) -> None:
    reviews = Reviews(tmp_path)
    add(reviews, "ask", base="v1")
    with (tmp_path / "state/desk/reviews.jsonl").open("ab") as log:
        log.write(line)
    add(reviews, "approve", "乙")
    found = Reviews(tmp_path).of("a")
    assert found is not None
    assert found.approves("v1")


def test_a_proposed_text_is_kept_as_it_is_or_not_at_all(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    version = reviews.propose("改过的。".encode())
    assert reviews.proposed(version) == "改过的。".encode()
    (tmp_path / f"state/desk/proposed/{version}.md").write_bytes(b"another")
    assert reviews.proposed(version) is None
    assert reviews.proposed("none") is None


def test_those_who_wrote_since_the_last_approval(tmp_path: Path) -> None:
    copies = Copies(tmp_path, "a")
    assert writers(tmp_path, "a") == []
    for who, step in (
        ("丁", "save"),
        ("乙", "approve"),
        ("甲", "save"),
        ("乙", "save"),
        ("甲", "undo"),
        ("丙", "correct"),
    ):
        with acting_as(who):
            copies.keep(step, b"1", b"2", AT)
    assert writers(tmp_path, "a") == ["乙", "甲"]


def test_an_event_says_when_to_the_second() -> None:
    event = event_of("a", "ask", "甲", AT.replace(microsecond=5), step={"step": "publish"})
    assert event == ReviewEvent("a", "ask", "甲", NOW, step={"step": "publish"})
