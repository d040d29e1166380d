"""What is wrong with a text and what it offers: in Chinese, at its line, with the edits that mend it."""

from __future__ import annotations

import re

import pytest

from editing.desk.texts import checking
from editing.desk.texts.checking import Keywords, lint_rows, offered_values, problem_rows
from tests.editing.desk.editor import Editor
from tests.editing.desk.shown import text
from view.problems import Problem


def test_problems_stand_at_their_line_in_chinese(editor: Editor) -> None:
    checked = editor.post("/api/check", id="a", text=text("level: 高高\n", "见 [乙](b.md) ![](p.png)"))
    found = {(one["line"], one["key"], one["severity"]) for one in checked["problems"]}
    assert {(5, "level", "problem"), (8, "link", "problem"), (8, "image", "problem")} <= found
    assert all(re.search("[\u4e00-\u9fff]", one["message"]) for one in checked["problems"])


def test_lint_stands_there_too_and_can_be_silenced(editor: Editor) -> None:
    written = text("countries: [VN]\n", "甲,乙。")
    codes = {one["code"] for one in editor.post("/api/check", id="a", text=written)["problems"]}
    assert {"punctuation", "place-unnamed"} <= codes
    written = text("countries: [VN]\nlint_off: {punctuation: 引文}\n", "甲,乙。")
    assert "punctuation" not in {one["code"] for one in editor.post("/api/check", id="a", text=written)["problems"]}


def test_a_trap_comes_with_the_edits_that_mend_it(editor: Editor) -> None:
    written = text(body="正文：\n- 甲\n- 乙\n\n如下：\n| a | b |\n|---|---|\n| 1 | 2 |")
    found = [one for one in editor.post("/api/check", id="a", text=written)["problems"] if one["replace"]]
    for edit in sorted((edit for one in found for edit in one["replace"]), key=lambda edit: -edit["from"]):
        written = written[: edit["from"]] + edit["text"] + written[edit["to"] :]
    assert found
    assert "正文：\n\n- 甲\n- 乙\n\n如下：\n\n| a" in written


def test_traps_are_looked_for_again_only_where_there_are_some(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "find_traps", None)
    assert editor.post("/api/check", id="a", text=text(body="越南。[乙](b.md)"))["problems"]


def test_places_and_keywords_of_the_text_are_offered(editor: Editor) -> None:
    editor.site.bulletin("k", keywords=["反倾销", "没有出现"])
    checked = Editor(editor.site).post(
        "/api/check", id="a", text=text("countries: [VN]\n", "越南对泰国、泰国钢铁反倾销。")
    )
    assert [(one["value"], one["because"]) for one in checked["mentions"]["country"]] == [("TH", "泰国 ×2")]
    assert [one["value"] for one in checked["mentions"]["industry"]] == ["steel"]
    assert checked["keywords"] == ["反倾销"]


def test_without_front_matter_there_is_nothing_to_mend_or_offer(editor: Editor) -> None:
    site = editor.desk.site()
    stored = site.read("a", "越南".encode())
    assert lint_rows(site, stored) == []
    (row,) = problem_rows(list(stored.parsed.problems), "越南")
    assert (row["line"], row["severity"], row["replace"]) == (1, "problem", None)


def test_rules_of_the_site_that_are_wrong_stop_no_check(editor: Editor) -> None:
    editor.site.file("content/lint.toml", "off = 5\n")
    written = text("countries: [VN]\n", "甲,乙。")
    site = editor.desk.site()
    assert lint_rows(site, site.read("a", written.encode())) == []


def test_a_warning_is_told_from_a_problem_and_what_has_no_chinese_stays(editor: Editor) -> None:
    found = problem_rows(
        [Problem("x.md", 9, 2, "", "no such sentence", warning=True), Problem("x.md", 1, 1, "title", "is missing")],
        text(),
    )
    assert [(one["line"], one["severity"], one["key"]) for one in found] == [
        (1, "problem", "title"), (9, "warning", None)
    ]  # fmt: skip
    assert found[1]["message"] == "no such sentence"


def test_the_home_country_and_what_is_held_are_not_offered(editor: Editor) -> None:
    site = editor.desk.site()
    written = text("countries: [VN]\n", "中国与越南、越南。")
    offered = offered_values(site, site.read("a", written.encode()), written)
    assert offered == {"country": [], "industry": []}


def test_of_keywords_the_longest_is_offered_and_none_twice(editor: Editor) -> None:
    editor.site.bulletin("k", keywords=["反倾销", "反倾销复审", "复", "终裁"])
    site, keywords = editor.desk.site(), Keywords()
    written = text("keywords: [终裁]\n", "反倾销复审终裁。")
    assert keywords.offered(site, site.read("a", written.encode()), written) == ["反倾销复审"]
    editor.site.remove("content/risk/k.md")
    site = editor.desk.site()
    assert keywords.offered(site, site.read("a", written.encode()), written) == []
