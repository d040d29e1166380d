"""Parsed files are packed and come out as they were, or not at all."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from builder.reading.packing import known_types, pack_parsed, seal, unpack_blocks, unpack_record, unseal, unseal_text
from builder.reading.parsing import Parser
from builder.reading.records import Body, ParsedFile
from tests.builder.cached import NO_BODY, Reshaped, parsed
from view.vocabulary.vocabulary import load_vocabulary


def test_what_was_sealed_comes_out_again() -> None:
    assert unseal(seal(parsed("a.md")), known_types(ParsedFile, Body)) == parsed("a.md")


FULL_BULLETIN = """---
title: 甲
date: 2026-11-20T09:30
updated: 2026-11-22
channel: 国别信息
countries: [越南, 泰国]
industries: [纺织服装]
keywords: [关税]
status: corrected
changes:
  - {date: 2026-11-21, kind: update, note: 补充}
  - {date: 2026-11-22, kind: correction, note: 更正}
pinned_until: 2026-12-01
expires: 2027-01-01
aliases: [/old/a/, /old/b/]
---

## 小标题

[乙](b.md#x) 和[表](t.pdf)

- 一
"""

GUIDE = "---\ntitle: 指南\ntopic: a-b\naliases: [/g/]\n---\n\n## 甲\n\n[乙](../risk/b.md)\n"


@pytest.mark.parametrize(("kind", "source"), [("risk", FULL_BULLETIN), ("guide", GUIDE), ("risk", "nothing")])
def test_a_record_is_unpacked_as_it_was(kind: str, source: str) -> None:
    parser = Parser(load_vocabulary(Path()), ZoneInfo("Asia/Shanghai"))
    whole = parser.parse(kind, "a", f"content/{kind}/a.md", source.encode())
    packed = pack_parsed(whole)
    again = unpack_record(packed.record)
    assert again == whole._replace(body=NO_BODY)
    assert again.record is None or [type(one) for one in again.record] == [type(one) for one in whole.record or ()]
    assert [type(one) for group in _groups(again) for one in group] == [
        type(one) for group in _groups(whole) for one in group
    ]
    assert Body(unseal_text(packed.html), unpack_blocks(packed.text)) == whole.body


def _groups(one: ParsedFile) -> list[tuple[object, ...]]:
    return [value for value in one.record or () if isinstance(value, tuple)]


def test_a_record_that_is_something_else_is_no_value() -> None:
    for value in (None, 5, ("a.md", ("b", ["few"]), (), False), ("a.md", ("x", []), (), False)):
        with pytest.raises(ValueError, match="not a parsed file"):
            unpack_record(seal(value))


def test_a_flipped_bit_is_noticed() -> None:
    blob = seal(parsed("a.md"))
    for place in range(len(blob)):
        with pytest.raises(ValueError, match="checksum"):
            unseal(blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :], {})


def test_what_another_version_packed_is_no_value() -> None:
    with pytest.raises(ValueError, match="another version"):
        unseal(seal(Reshaped()), known_types(Reshaped))
