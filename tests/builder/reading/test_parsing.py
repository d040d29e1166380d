"""One content file: its record, its body, and every problem at its place; nothing is raised."""

from __future__ import annotations

import pytest

from builder.base.limits import LARGEST_FILE
from builder.reading.front_matter import decode
from builder.reading.parsing import RESERVED, safe_edits
from builder.reading.records import BulletinRecord, GuideRecord, ParsedFile
from tests.builder.catalogue.listing import PARSER

HEAD = "title: 标题\ndate: 2026-11-20\nchannel: 风险预警\n"


def parsed(text: str, identifier: str = "a", kind: str = "risk") -> ParsedFile:
    return PARSER.parse(kind, identifier, f"content/{kind}/{identifier}.md", text.encode())


def test_a_bulletin_and_a_guide() -> None:
    one = parsed(f"---\n{HEAD}draft: true\n---\n\n## 节\n\n文。\n")
    assert isinstance(one.record, BulletinRecord)
    assert (one.record.facts.channel, one.draft, [head.text for head in one.record.headings]) == (
        "warning",
        True,
        ["节"],
    )
    assert one.body.blocks == ("节", "文。")
    guide = parsed("---\ntitle: 指南\n---\n\n文。\n", kind="guide")
    assert isinstance(guide.record, GuideRecord)
    assert (guide.record.order, guide.record.summary, guide.draft) == (1_000_000, "文。", False)


def test_whether_the_body_begins_with_the_summary() -> None:
    for front, begins in (("", True), ("summary: 另一句。\n", False), ("summary: 文\n", True)):
        record = parsed(f"---\n{HEAD}{front}---\n\n文。\n").record
        assert isinstance(record, BulletinRecord)
        assert record.begins_with_summary is begins


@pytest.mark.parametrize("identifier", ["changes", *(f"{name}/a" for name in RESERVED)])
def test_lists_have_their_own_ids(identifier: str) -> None:
    assert "lists live there" in parsed(f"---\n{HEAD}---\n", identifier).problems[0].message


@pytest.mark.parametrize("identifier", ["changes-2026", "country", "2026/country"])
def test_what_only_looks_like_theirs_is_free(identifier: str) -> None:
    assert parsed(f"---\n{HEAD}---\n", identifier).problems == ()


@pytest.mark.parametrize("text", ["", "no front matter", "---\ntitle: 甲\n", "---\n[\n---\n", "---\n- a\n---\n"])
def test_what_cannot_be_used_has_no_record_and_a_problem(text: str) -> None:
    one = parsed(text)
    assert one.record is None
    assert one.problems


def test_a_draft_is_one_even_where_its_front_matter_cannot_be_read() -> None:
    assert parsed("---\ntitle: [\ndraft: true\n---\n").draft
    assert not parsed("---\ntitle: [\n# draft: true\n---\n").draft
    huge = PARSER.parse("risk", "a", "a.md", b"---\ndraft: true\n---\n" + b"x" * LARGEST_FILE)
    assert (huge.draft, huge.record, len(huge.problems)) == (True, None, 1)


def test_the_digest_is_that_of_the_bytes_and_the_id() -> None:
    text = f"---\n{HEAD}---\n\n文。\n"
    digests = {one.record.digest for one in (parsed(text), parsed(text, "b"), parsed(text + " ")) if one.record}
    assert len(digests) == 3


def test_safe_edits_stand_where_the_text_does() -> None:
    text = "---\ntitle: 甲 # 乙\n---\n\n说明：\n- 一\n"
    edits = safe_edits(decode("a.md", text.encode()))
    assert [text[one.start : one.end] for one in edits] == ["甲 # 乙", ""]
    assert text[edits[1].end :].startswith("- 一")
    assert safe_edits(decode("a.md", b"nothing")) == []
