"""The audit log of the desk: who came and what each asked to be changed, one JSON object a line."""

from __future__ import annotations

import json
import logging
import threading
from datetime import datetime
from pathlib import Path

from editing.files import add_line

FILE = Path("state") / "desk" / "audit.jsonl"
_LOG = logging.getLogger("xinfeng.desk")


class DeskAudit:
    """Adds lines to ROOT/state/desk/audit.jsonl."""

    def __init__(self, root: Path) -> None:
        self._file = root / FILE
        self._lock = threading.Lock()

    def note(self, at: datetime, who: str, what: str, **more: object) -> None:
        """Remember what somebody did; where it cannot be written, the program's own log has it."""
        told = {"at": at.isoformat(timespec="seconds"), "who": who, "what": what, **more}
        line = json.dumps(told, ensure_ascii=False)
        try:
            with self._lock:
                add_line(self._file, line)
        except OSError as error:
            _LOG.warning("%s (not written to %s: %s)", line, self._file, error.strerror)
