"""Imports wait to be accepted: the latest ones, below state/, for whoever read them, and never half of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from editing.desk.doing.waiting_imports import WaitingImport, WaitingImports
from editing.importing.writing.drafting import Draft
from tests.site_helper import NOW

AT = datetime.fromisoformat(NOW)


def one(root: Path, name: str = "a", at: datetime = AT, path: str = "content/risk/2026/11/a.md") -> WaitingImport:
    picture = root / "content/risk/2026/11/a-1.png"
    draft = Draft("0" * 16, root / path, "---\n---\n\n文字\n", {picture: b"\x89PNG\x00\xff"}, {})
    return WaitingImport("甲", at, {"source": name, "lost": [{"where": "页眉", "what": "x"}]}, [draft])


def files(root: Path) -> list[Path]:
    return sorted((root / "state/desk/imports").iterdir())


def test_it_is_there_when_the_desk_is_started_again(tmp_path: Path) -> None:
    key = WaitingImports(tmp_path).keep(one(tmp_path))
    again = WaitingImports(tmp_path)
    assert again.get(key, "甲", AT) == one(tmp_path)
    assert again.of("甲", AT) == {key: one(tmp_path)}
    assert again.get(key, "乙", AT) is None
    assert again.of("乙", AT) == {}
    again.forget(key)
    again.forget(key)
    assert again.get(key, "甲", AT) is None
    assert files(tmp_path) == []


def test_the_latest_wait_for_a_week(tmp_path: Path) -> None:
    waiting = WaitingImports(tmp_path)
    keys = [waiting.keep(one(tmp_path, str(number), AT + timedelta(minutes=number))) for number in range(10)]
    assert len(set(keys)) == 10
    later = AT + timedelta(hours=1)
    assert [found.said["source"] for found in waiting.of("甲", later).values()] == list("98765432")
    assert waiting.get(keys[9], "甲", AT + timedelta(days=6)) is not None
    assert waiting.get(keys[9], "甲", AT + timedelta(days=8)) is None


@pytest.mark.parametrize("key", ["", ".", "..", "../x", "none", "a/b"])
def test_no_key_leads_elsewhere(tmp_path: Path, key: str) -> None:
    waiting = WaitingImports(tmp_path)
    waiting.forget(key)
    assert waiting.get(key, "甲", AT) is None


def test_what_was_cut_off_or_changed_never_comes_back(tmp_path: Path) -> None:
    waiting = WaitingImports(tmp_path)
    key = waiting.keep(one(tmp_path))
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    for damaged in (b"", whole[:-40], whole.replace("文字".encode(), "别的".encode())):
        file.write_bytes(damaged)
        assert waiting.get(key, "甲", AT) is None
        assert waiting.of("甲", AT) == {}
    file.write_bytes(whole)
    file.with_name(f".{file.name}.new").write_bytes(whole[:100])  # as `kill -9` leaves it
    assert list(waiting.of("甲", AT)) == [key]


@pytest.mark.parametrize("path", ["site.toml", "content/risk/../../a.md", "content/risk//a.md", "content/guide/a.md"])
def test_it_is_written_below_the_bulletins_or_not_at_all(tmp_path: Path, path: str) -> None:
    waiting = WaitingImports(tmp_path)
    found = one(tmp_path)
    found.drafts[0].path = type("Named", (), {"relative_to": lambda self, root: self, "as_posix": lambda self: path})()
    assert waiting.get(waiting.keep(found), "甲", AT) is None
