"""Copies that editing commands keep: what a file was before and after each step."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from editing.life.copies import Copies, who

AT = datetime(2026, 11, 20, tzinfo=UTC)


def test_every_step_is_told_oldest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINFENG_EDITOR", "王")
    copies = Copies(tmp_path, "2026/a")
    copies.keep("correct", b"1", b"2", AT)
    copies.keep("withdraw", b"2", b"3", AT)
    steps = list(Copies(tmp_path, "2026/a").steps())
    assert [(one.step, one.who, one.at) for one in steps] == [
        ("correct", "王", AT.isoformat()),
        ("withdraw", "王", AT.isoformat()),
    ]
    assert [copies.read(one.before) for one in steps] == [b"1", b"2"]
    assert steps[0].after == steps[1].before


def test_what_a_file_was_is_given_only_for_exactly_what_the_step_left(tmp_path: Path) -> None:
    copies = Copies(tmp_path, "a")
    copies.keep("withdraw", b"1", b"2", AT)
    assert copies.before(b"2", ("withdraw",)) == b"1"
    assert copies.before(b"2", ("correct",)) is None
    assert copies.before(b"other", ("withdraw",)) is None
    assert copies.before(b"2", ("withdraw",), was="b") is None


def test_an_earlier_id_is_followed_and_a_circle_ends(tmp_path: Path) -> None:
    Copies(tmp_path, "a").keep("correct", b"1", b"2", AT)
    Copies(tmp_path, "b").keep("rename", b"2", b"3", AT, was="a")
    Copies(tmp_path, "a").keep("rename", b"3", b"4", AT, was="b")
    copies = Copies(tmp_path, "b")
    assert [one.step for one in copies.steps()] == ["correct", "rename", "rename"]
    assert copies.read(next(copies.steps()).before) == b"1"


def test_damage_is_passed_over(tmp_path: Path) -> None:
    copies = Copies(tmp_path, "a")
    copies.keep("correct", b"1", b"2", AT)
    folder = tmp_path / "state" / "copies" / "a"
    with (folder / "log.jsonl").open("a") as log:
        log.write('{"at": \n[]\n{"x": 1}\n')
    copies.keep("withdraw", b"2", b"3", AT)
    first, second = copies.steps()
    (folder / second.after).write_bytes(b"changed")
    assert (copies.read(first.before), copies.read(second.after), copies.read("none.md")) == (b"1", None, None)


def test_who_is_at_the_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINFENG_EDITOR", "王")
    assert who() == "王"
    monkeypatch.delenv("XINFENG_EDITOR")

    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert who() == ""
