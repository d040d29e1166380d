"""What each subscriber has been told: written whole, read back, and never guessed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from publish.notify.book import Book, Told, message_id

TOLD = Told({"b", "a"}, {"c"}, "2026-11-20T08:00:00+08:00", ["new a"])


def test_a_state_comes_back_as_it_was_and_each_has_its_own(tmp_path: Path) -> None:
    book = Book(tmp_path)
    assert book.read("甲/..") is None
    book.write("甲/..", TOLD)
    book.write("乙", Told())
    assert Book(tmp_path).read("甲/..") == TOLD
    assert book.read("乙") == Told()
    files = list((tmp_path / "state" / "notify").iterdir())
    assert len(files) == 2
    assert {json.loads(one.read_text(encoding="utf-8"))["name"] for one in files} == {"甲/..", "乙"}


def test_when_it_was_last_told() -> None:
    assert TOLD.last_time == datetime.fromisoformat("2026-11-20T08:00:00+08:00")
    assert Told().last_time is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"known": []}', '{"known": 5, "changes": [], "last": "", "under_way": []}']
)
def test_a_damaged_file_is_told(tmp_path: Path, text: str) -> None:
    book = Book(tmp_path)
    book.write("甲", TOLD)
    (file,) = (tmp_path / "state" / "notify").iterdir()
    file.write_text(text)
    with pytest.raises(ValueError, match=r"."):
        book.read("甲")


def test_the_same_news_to_the_same_subscriber_has_one_id() -> None:
    one = message_id("甲", ["new a", "new b"], "risk.example")
    assert one == message_id("甲", ["new b", "new a"], "risk.example")
    assert (
        len({one, message_id("乙", ["new a", "new b"], "risk.example"), message_id("甲", ["new a"], "risk.example")})
        == 3
    )
    assert one.endswith("@risk.example>")
