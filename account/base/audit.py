"""The audit log: who signed in, who was refused and why, who read counts. No tokens, nobody's name or address."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path

LOGGER = "xinfeng.audit"


@dataclass(frozen=True, slots=True)
class AuditLog:
    """Writes one JSON object a line. `now` gives the time."""

    now: Callable[[], datetime]

    def record(self, event: str, enterprise: str | None = None, **facts: str) -> None:
        """Note that something happened; `facts` are words of ours, never what a client sent."""
        said = {"time": self.now().isoformat(timespec="milliseconds"), "event": event}
        said |= {"enterprise": enterprise} if enterprise is not None else {}
        logging.getLogger(LOGGER).info("%s", json.dumps(said | facts, ensure_ascii=False))


def open_log(file: Path | None, *, quiet: bool) -> None:
    """Send the log to a file, which may be moved away while it is written, or to standard error; `quiet`: nowhere."""
    logger = logging.getLogger(LOGGER)
    handler: logging.Handler = logging.NullHandler() if quiet else logging.StreamHandler()
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = WatchedFileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    for old in logger.handlers[:]:
        logger.removeHandler(old)
        old.close()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
