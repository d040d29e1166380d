"""Open data: every published bulletin with its status and notes, as lines, rows and text; exact after any change."""

from __future__ import annotations

import csv
import json
from typing import Any

import jsonschema_rs
import pytest

from builder.pages.data import open_data
from tests.builder.pages.data.conftest import CHANGES
from tests.site_helper import Site
from view.bulletin import OpenRecord, facts_about


def lines(site: Site) -> dict[str, dict[str, Any]]:
    found = [json.loads(line) for line in site.text("/data/bulletins.jsonl").splitlines()]
    return {one["id"]: one for one in found}


def test_lines_hold_every_published_bulletin_with_its_status_and_notes(filled: Site) -> None:
    filled.build()
    found = lines(filled)
    assert {name: one["status"] for name, one in found.items()} == {
        "c": "superseded", "b": "corrected", "2026/11/a": "active", "d": "withdrawn",
    }  # fmt: skip
    assert found["2026/11/a"]["countries"] == ["VN", "TH"]
    assert found["c"]["superseded_by"] == "2026/11/a"
    assert found["d"]["changes"] == [
        {"date": "2026-11-21T00:00:00+08:00", "kind": "withdrawal", "note": CHANGES[0]["note"], "level_from": "high"}
    ]
    assert list(found["b"]) == ["revision", *(name for name in facts_about(OpenRecord) if name != "revision")]
    assert filled.has(found["b"]["text_url"])


def test_lines_keep_their_schema(filled: Site) -> None:
    filled.build()
    schema = json.loads(filled.text("/data/bulletin.schema.json"))
    assert jsonschema_rs.meta.is_valid(schema)
    check = jsonschema_rs.Draft202012Validator(schema)
    for one in lines(filled).values():
        assert [error.message for error in check.iter_errors(one)] == []
        assert not check.is_valid({**one, "level": "urgent"})
        assert not check.is_valid({**one, "more": 1})


def test_rows_say_the_same_as_lines(filled: Site) -> None:
    filled.build()
    raw = (filled.root / "site/data/bulletins.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfrevision,id,")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == 4
    for row in rows:
        line = lines(filled)[row["id"]]
        assert row["title"] == line["title"]
        assert row["countries"] == ";".join(line["countries"])
        assert json.loads(row["changes"] or "[]") == line["changes"]
        assert row["superseded_by"] == (line["superseded_by"] or "")
    package = json.loads(filled.text("/data/datapackage.json"))
    assert [one["name"] for one in package["resources"][0]["schema"]["fields"]] == list(rows[0])
    assert [one["path"] for one in package["resources"]] == ["bulletins.csv", "bulletins.jsonl"]


def test_an_edit_makes_its_own_line_anew_and_no_other(filled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.build()
    made: list[str] = []
    record = open_data._record

    def noted(model: Any, one: Any, revision: str) -> OpenRecord:
        made.append(one.id)
        return record(model, one, revision)

    monkeypatch.setattr(open_data, "_record", noted)
    before = lines(filled)
    filled.bulletin("b", "另文。", status="corrected", changes=CHANGES, date="2026-11-19", summary="新摘要").build()
    assert made == ["b", "b"]
    after = lines(filled)
    assert {name for name, one in after.items() if one != before[name]} == {"b"}
    assert after["b"]["summary"] == "新摘要"
    data = {name: filled.text(f"/data/{name}") for name in ("bulletins.jsonl", "bulletins.csv")}
    filled.build(clean=True)
    assert {name: filled.text(f"/data/{name}") for name in data} == data
    filled.remove("content/risk/b.md").build()
    assert "b" not in lines(filled)
    assert not filled.has("/risk/b/index.txt")
