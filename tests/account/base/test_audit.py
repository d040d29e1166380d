"""The audit log: one JSON object a line, where it was said to go."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from account.base.audit import LOGGER, AuditLog, open_log

AT = datetime(2026, 11, 20, 1, 2, 3, 456_789, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    logger = logging.getLogger(LOGGER)
    handlers, propagate, level = logger.handlers[:], logger.propagate, logger.level
    logger.handlers = []
    yield
    for one in logger.handlers:
        one.close()
    logger.handlers, logger.propagate = handlers, propagate
    logger.setLevel(level)


def test_what_happened_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "audit.log"
    open_log(file, quiet=False)
    AuditLog(lambda: AT).record("refused", reason="nonce")
    AuditLog(lambda: AT).record("counts", "越\n南", by="session")
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == [
        {"time": "2026-11-20T01:02:03.456+00:00", "event": "refused", "reason": "nonce"},
        {"time": "2026-11-20T01:02:03.456+00:00", "event": "counts", "enterprise": "越\n南", "by": "session"},
    ]


def test_opening_again_leaves_one_way_out(tmp_path: Path) -> None:
    open_log(tmp_path / "a.log", quiet=False)
    open_log(tmp_path / "b.log", quiet=False)
    AuditLog(lambda: AT).record("x")
    assert (tmp_path / "a.log").read_text() == ""
    assert (tmp_path / "b.log").read_text().count("\n") == 1


def test_quiet_is_nowhere_and_else_it_is_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    open_log(None, quiet=True)
    AuditLog(lambda: AT).record("unheard")
    open_log(None, quiet=False)
    AuditLog(lambda: AT).record("heard")
    err = capsys.readouterr().err
    assert "unheard" not in err
    assert json.loads(err)["event"] == "heard"
