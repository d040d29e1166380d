"""Open data: every published bulletin with its status and notes, as lines, rows and text; exact after any change."""

from __future__ import annotations

import csv
import json
from typing import Any

import jsonschema_rs
import pytest

from builder.pages.data import open_data
from builder.pages.data.body_text import body_text
from builder.reading.markdown import render
from tests.site_helper import Site
from view.bulletin import OpenRecord, facts_about
from view.hosting.media import content_type
from view.urls import is_attached

CHANGES = [{"date": "2026-11-21", "kind": "correction", "note": "原文有误；“7208”应为“7209”"}]


@pytest.fixture
def filled(site: Site) -> Site:
    site.small()
    site.bulletin("2026/11/a", "正文。", title="甲，乙", countries=["VN", "TH"], keywords=["关税"], level="high")
    site.bulletin("b", status="corrected", changes=CHANGES, date="2026-11-19")
    site.bulletin("c", status="superseded", superseded_by="2026/11/a", date="2026-11-18")
    site.bulletin("d", status="withdrawn", changes=[{**CHANGES[0], "kind": "withdrawal", "level_from": "高"}])
    site.bulletin("draft", draft=True).bulletin("later", date="2027-01-01")
    return site


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


def test_the_text_of_a_bulletin_says_what_its_page_says(filled: Site) -> None:
    filled.settings('base_url = "https://risk.example.org"')
    filled.bulletin(
        "e", "首段。\n\n- 一\n- 二", title="标题", title_en="Title", countries=["VN"], industries=["steel"], level="高",
        keywords=["关税", "账期"], source="公报", source_url="https://example.org/a",
        actions=["核对账期"], date="2026-11-20T09:30",
        status="corrected", changes=CHANGES, updated="2026-11-21T08:00",
    ).build()  # fmt: skip
    assert filled.text("/risk/e/index.txt") == (
        "标题\n\nTitle\n状态：已更正\n风险等级：高\n栏目：风险预警\n国别（地区）：越南\n行业：钢铁\n关键字：关税、账期\n"
        "来源：公报 https://example.org/a\n发布：2026-11-20 09:30\n更新：2026-11-21 08:00\n编号：e\n"
        "网址：https://risk.example.org/risk/e/\n\n现在要做的：\n1. 核对账期\n\n首段。\n\n- 一\n- 二\n\n"
        "变更说明：\n2026-11-21 更正：原文有误；“7208”应为“7209”\n"
    )
    assert "取代它的是：甲，乙 https://risk.example.org/risk/2026/11/a/\n" in filled.text("/risk/c/index.txt")


def test_a_bare_date_has_no_hour_in_the_text(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-20").build()
    assert "\n发布：2026-11-20\n" in site.text("/risk/a/index.txt")


#: Markdown → its text.
BODIES = {
    "一\n二\n\n三": "一二\n\n三",
    "## 标题\n\n文": "标题\n\n文",
    "- 一\n- 二\n    1. 三\n    2. 四\n- 五\n\n后": "- 一\n- 二\n  1. 三\n  2. 四\n- 五\n\n后",
    "3. 三\n4. 四": "3. 三\n4. 四",
    "- 一\n\n    续\n\n- 二": "- 一\n\n续\n\n- 二",
    "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n后": "甲\t乙\n1\t2\n\n后",
    "见[公告](https://example.org/a?b=1&c=2)。": "见公告（https://example.org/a?b=1&c=2）。",
    "<https://example.org/a>": "https://example.org/a",
    "**重**<br>`a<b` &amp; c": "重\na<b & c",
    "```\na  b\n\n  c\n```": "a  b\n\n  c",
    "> 引\n\n* * *\n\n后": "引\n\n后",
}


@pytest.mark.parametrize("body", BODIES)
def test_a_body_as_text(body: str) -> None:
    assert body_text(render(body, 1, lambda *_: None).body.html) == BODIES[body]


def test_an_attachment_cannot_take_the_place_of_the_text(site: Site) -> None:
    site.small().file("content/risk/index.txt", "附件").bulletin("a", "见[附件](index.txt)。")
    assert site.problems() == [
        'content/risk/a.md:1:1: url: duplicate URL "/risk/a/index.txt"; another file gives the same one'
    ]


def test_hosts_know_what_the_files_are() -> None:
    assert content_type("data/bulletins.csv") == "text/csv; charset=utf-8"
    assert content_type("data/bulletins.jsonl") == "application/jsonl; charset=utf-8"
    assert not is_attached("/risk/a/index.txt")
    assert is_attached("/risk/a/notes.txt")
