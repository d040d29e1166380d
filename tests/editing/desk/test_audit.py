"""The audit log: a line for each thing that was asked for, and none is lost where the disk takes no more."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from editing.desk.audit import FILE, DeskAudit
from tests.site_helper import NOW

AT = datetime.fromisoformat(NOW)


def test_each_thing_is_one_line(tmp_path: Path) -> None:
    for audit in (DeskAudit(tmp_path), DeskAudit(tmp_path)):
        audit.note(AT, "甲\n乙", "save", id="a", outcome="200")
    lines = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(one) for one in lines] == [
        {"at": NOW, "who": "甲\n乙", "what": "save", "id": "a", "outcome": "200"}
    ] * 2


def test_what_cannot_be_written_stands_in_the_program_s_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "state").write_bytes(b"a file in the way")
    DeskAudit(tmp_path).note(AT, "甲", "save", id="a")
    (record,) = caplog.records
    assert record.name == "xinfeng.desk"
    assert '"who": "甲"' in record.getMessage()
    assert "audit.jsonl" in record.getMessage()
