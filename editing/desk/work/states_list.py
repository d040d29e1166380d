"""The rows of the desk's list as JSON, made once for each state of the content and kept until a date changes one."""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import datetime
from typing import Any

from builder.reading.records import BulletinRecord
from editing.desk.work.catalogue import KnownBulletins
from editing.life.states import states


class StatesList:
    """The list of all bulletins. `text` is its JSON, and `mark` what changes with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[object, datetime | None, bytes] | None = None

    def json(self, site: KnownBulletins, undergoing: dict[str, str]) -> bytes:
        """All rows. `undergoing` says of an id that it waits for approval."""
        key = (site.snapshot.version, tuple(sorted(undergoing.items())))
        with self._lock:
            if self._known and self._known[0] == key and (self._known[1] is None or site.at < self._known[1]):
                return self._known[2]
            rows = list_rows(site, undergoing)
            due = min((datetime.fromisoformat(one["next"]) for one in rows if one["next"]), default=None)
            text = json.dumps({"bulletins": rows}, ensure_ascii=False, separators=(",", ":")).encode()
            self._known = key, due, text
            return text


def list_rows(site: KnownBulletins, undergoing: dict[str, str]) -> list[dict[str, Any]]:
    """A row for each bulletin, in order of path."""
    problems = Counter(one.file for one in site.content.problems if not one.warning)
    records = {one.file: one for one in site.content.bulletins}
    rows = []
    for one in states(site.content, site.at):
        facts = record.facts if isinstance(record := records.get(one.file), BulletinRecord) else None
        rows.append(
            {
                **one.to_json(),
                "channel": facts.channel if facts else "",
                "countries": facts.countries if facts else (),
                "industries": facts.industries if facts else (),
                "level": facts.level if facts else None,
                "problems": problems[one.file],
                "undergoing": undergoing.get(one.id),
            }
        )
    return rows
