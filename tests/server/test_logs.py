"""Logs as one JSON object a line."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from server.logs import JsonFormatter, request_id_of_now


def line(message: str, *given: object, **more: Any) -> dict[str, Any]:
    record = logging.LogRecord("x.y", logging.WARNING, "file", 1, message, given, more.pop("exc_info", None))
    for name, value in more.items():
        setattr(record, name, value)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    said: dict[str, Any] = json.loads(text)
    return said


def test_a_record_is_a_line_whatever_is_in_it() -> None:
    said = line("a %s\nb", "越南")
    assert (said["level"], said["logger"], said["message"]) == ("warning", "x.y", "a 越南\nb")
    assert said["time"].endswith("+00:00")
    assert "request_id" not in said


def test_the_request_it_belongs_to_and_its_facts() -> None:
    token = request_id_of_now.set("r1")
    try:
        said = line("answered", facts={"status": 200})
    finally:
        request_id_of_now.reset(token)
    assert (said["request_id"], said["status"]) == ("r1", 200)


def test_an_exception_is_part_of_its_line() -> None:
    try:
        raise ValueError("cause")
    except ValueError:
        said = line("failed", exc_info=sys.exc_info())
    assert said["exception"].endswith("ValueError: cause")
