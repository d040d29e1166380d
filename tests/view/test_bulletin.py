"""Shapes of a bulletin: extended, cut back to a row, and through JSON as they were."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from view.bulletin import (
    Bulletin,
    Document,
    DocumentList,
    Facts,
    OpenRecord,
    bulletin_of,
    extend,
    field_names,
    json_schema,
    open_schema,
    row_of,
    to_json,
    to_open,
    to_plain,
)

WHEN = datetime.fromisoformat("2026-11-20T09:30:00.250000+08:00")
FACTS = Facts("2026/11/a", "甲", WHEN, "warning", ("VN", "TH"), level="high")
ROW = extend(Bulletin, FACTS, url="/risk/2026/11/a/", updated=WHEN, status="active")


def document(identifier: str, date: datetime = WHEN) -> Document:
    return extend(Document, replace(ROW, id=identifier, date=date), blocks=("文。",), digest=f"d{identifier}")


def test_its_entry_in_feeds_keeps_the_id_it_had() -> None:
    assert (FACTS.entry, replace(FACTS, feed_id="2026/old").entry) == ("2026/11/a", "2026/old")


def test_a_shape_is_extended_by_name_and_cut_back_to_a_row() -> None:
    whole = document("2026/11/a")
    assert (whole.title, whole.countries, whole.blocks) == ("甲", ("VN", "TH"), ("文。",))
    assert type(row_of(whole)) is Bulletin
    assert row_of(whole) == ROW
    assert extend(Bulletin, ROW, url="/x/", updated=WHEN, status="withdrawn").url == "/x/"


def test_a_row_comes_back_from_json_as_it_was() -> None:
    plain = json.loads(json.dumps(to_plain(ROW)))
    assert bulletin_of(plain) == ROW
    assert isinstance(bulletin_of(plain).countries, tuple)
    with pytest.raises(ValueError, match="shorter"):
        bulletin_of(plain[:-1])


def test_what_the_endpoint_says_is_what_its_schema_describes() -> None:
    said = to_json(ROW)
    assert said.keys() == json_schema().keys()
    assert said["date"] == "2026-11-20T09:30:00+08:00"
    assert said["countries"] == ["VN", "TH"]
    assert "pinned" not in said
    assert json_schema()["level"]["type"] == ["string", "null"]
    assert json_schema()["status"]["enum"] == ("active", "corrected", "withdrawn", "superseded")


def test_open_data_begins_with_the_revision() -> None:
    record = extend(OpenRecord, ROW, revision="r", changes=(), superseded_by=None, text_url="/risk/a/index.txt")
    assert next(iter(to_open(record))) == "revision"
    assert to_open(record).keys() == open_schema().keys()
    assert set(field_names(OpenRecord)) == set(to_open(record))


def test_documents_come_oldest_first_and_those_of_one_time_by_id() -> None:
    later = WHEN.replace(day=21)
    some = DocumentList([document("c", later), document("b"), document("a")])
    assert [some[at].id for at in range(len(some))] == ["a", "b", "c"]
    assert list(some.marks()) == [("a", "da"), ("b", "db"), ("c", "dc")]
    assert some.guides == ()
