"""The text and the place of a draft."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from editing.life.drafts import LONGEST_NAME, draft_text, free_path, slug, write_new

AT = datetime(2026, 11, 20, tzinfo=UTC)


def test_a_draft_is_valid_and_says_so() -> None:
    text = draft_text({"title": "甲: # 乙", "date": "2026-11-20", "countries": ["越南"]}, ["一\n二"], "\n正文。\n\n")
    head, body = text.removeprefix("---\n").split("\n---\n")
    assert yaml.safe_load(head) | {"date": None} == {
        "title": "甲: # 乙",
        "date": None,
        "countries": ["越南"],
        "draft": True,
    }
    assert "# 一 二" in head
    assert "date: 2026-11-20" in head
    assert body == "\n正文。\n"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("越南钢铁", "yue-nan-gang-tie"),
        ("【示例】Steel Review", "steel-review"),
        ("[示例] É", "e"),
        ("ＡＢＣ 123", "abc-123"),
        ("！？", ""),
        ("a" * 100, "a" * LONGEST_NAME),
    ],
)
def test_a_title_as_a_file_name(title: str, name: str) -> None:
    assert slug(title) == name


def test_a_long_title_ends_with_a_whole_word() -> None:
    found = slug("越南" * 30)
    assert len(found) <= LONGEST_NAME
    assert set(found.split("-")) == {"yue", "nan"}


def test_a_file_that_is_not_there_in_any_spelling(tmp_path: Path) -> None:
    assert free_path(tmp_path, AT, "Steel").name == "steel.md"
    (tmp_path / "STEEL.md").write_text("")
    assert free_path(tmp_path, AT, "Steel").name == "steel-2.md"
    assert free_path(tmp_path, AT, "Steel", {"steel.md", "steel-2.md"}).name == "steel-3.md"
    assert free_path(tmp_path / "none", AT, "！").name == "20.md"


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_is_there_is_never_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "a" / "b.md"
    write_new(path, "一\r\n")
    assert path.read_bytes() == "一\r\n".encode()
    with pytest.raises(FileExistsError):
        write_new(path, "二")
    assert [one.name for one in path.parent.iterdir()] == ["b.md"]
    assert path.read_bytes() == "一\r\n".encode()
