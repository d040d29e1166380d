"""A file as an editor's window shows it, and back: what nobody touched keeps its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editing.desk.texts import shown_text as module
from editing.desk.texts.shown_text import matching_lines, shown_text, version_of, written_back

LINES = st.lists(st.sampled_from(["甲", "乙", "", "丙丙", "\u2028", "---"]), max_size=8)


@given(old=LINES, new=LINES, ends=st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=8, max_size=8))
def test_a_text_comes_back_as_it_was_written(old: list[str], new: list[str], ends: list[str]) -> None:
    data = "".join(line + end for line, end in zip(old, ends, strict=False)).encode()
    text = "\n".join(new)
    after = written_back(data, text)
    assert shown_text(after).text == text
    assert written_back(data, shown_text(data).text) == data


@given(old=LINES, ends=st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=8, max_size=8), place=st.integers(0, 8))
def test_a_new_line_changes_no_other(old: list[str], ends: list[str], place: int) -> None:
    pairs = list(zip((f"{number}{line}" for number, line in enumerate(old)), ends, strict=False))
    data = "".join(map("".join, pairs))
    lines = shown_text(data.encode()).text.split("\n")
    lines.insert(min(place, len(lines) - 1), "新")
    after = written_back(data.encode(), "\n".join(lines)).decode()
    assert all(line + end in after for line, end in pairs)
    assert len(after) <= len(data) + 3


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        ("\ufeff甲\r\n乙\r丙\n".encode(), "甲\n乙\n丙\n", "utf-8"),
        ("甲".encode("gb18030"), "甲", "gb18030"),
        (b"\xff\xff\x80", "\ufffd\ufffd\ufffd", ""),
        ("甲\u2028乙".encode(), "甲\u2028乙", "utf-8"),
    ],
)
def test_a_file_is_shown_as_the_text_that_it_is(raw: bytes, text: str, encoding: str) -> None:
    assert shown_text(raw) == (text, encoding)
    assert written_back(raw, text) == raw


def test_a_file_that_is_too_large_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_FILE", 3)
    assert shown_text(b"xxx") == ("xxx", "utf-8")
    assert shown_text(b"xxxx") == ("", "")


@pytest.mark.parametrize(
    ("raw", "text", "after"),
    [
        ("\ufeff甲\r\n", "甲\n乙\n", "\ufeff甲\r\n乙\r\n"),
        ("甲\n乙\r\n丙", "甲\n新\n乙\n丙", "甲\n新\n乙\r\n丙"),
        ("甲\r\n乙", "", ""),
        ("", "甲\r\n乙\r", "甲\n乙\n"),
        ("甲", "\ufeff甲。", "甲。"),
    ],
)
def test_new_lines_end_like_their_neighbours(raw: str, text: str, after: str) -> None:
    assert written_back(raw.encode(), text).decode() == after


def test_what_no_file_can_hold_is_not_written() -> None:
    with pytest.raises(UnicodeEncodeError):
        written_back("甲".encode(), "\ud800")


def test_each_state_of_a_file_has_a_version() -> None:
    assert version_of(b"") != version_of(b"\n")
    assert version_of("甲".encode()) == version_of("甲".encode())
    assert len(version_of(b"")) == 32


def test_texts_too_large_to_compare_match_where_they_begin_and_end_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = ["甲", "乙", "丙", "丁", "戊"], ["甲", "丙", "乙", "新", "戊"]
    assert len(matching_lines(old, new)) == 3
    monkeypatch.setattr(module, "_MOST_COMPARED", 3)
    assert matching_lines(old, new) == [(0, 0), (4, 4)]
    assert matching_lines([], ["甲"]) == []
