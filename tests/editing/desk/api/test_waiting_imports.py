"""Imports wait to be accepted: the latest ones, each under a key of its own, and once."""

from __future__ import annotations

from editing.desk.api.waiting_imports import WaitingImports
from editing.desk.doing.uploads import ReadUpload
from editing.importing.files import FileReport


def test_the_latest_wait_until_they_are_forgotten() -> None:
    waiting = WaitingImports()
    found = [ReadUpload(FileReport(str(number)), []) for number in range(5)]
    keys = [waiting.keep(one) for one in found]
    assert len(set(keys)) == 5
    assert [waiting.get(key) for key in keys] == [None, *found[1:]]
    waiting.forget(keys[4])
    waiting.forget("none")
    assert waiting.get(keys[4]) is None
    assert waiting.get("") is None
