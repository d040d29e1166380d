"""The rows of the desk's list as JSON, made once for each state of the content and kept until a date changes one."""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from builder.reading.records import BulletinRecord, ParsedFile
from editing.desk.known.catalogue import KnownBulletins, by_id_of
from editing.life.bulletins import RISK
from editing.life.states import bulletin_state, unreadable_state


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as JSON, as long as what it was made of is the same: `until` a date of its own comes."""

    made_of: tuple[object, ...]
    until: datetime | None
    text: str


class StatesList:
    """The list of all bulletins, with the states that `status` tells."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[object, datetime | None, bytes] | None = None
        self._rows: dict[str, _Row] = {}

    def json(self, site: KnownBulletins, undergoing: dict[str, str]) -> bytes:
        """All rows, in order of path. `undergoing` says of an id that it waits for approval."""
        key = (site.snapshot.version, tuple(sorted(undergoing.items())))
        with self._lock:
            if self._known and self._known[0] == key and (self._known[1] is None or site.at < self._known[1]):
                return self._known[2]
            self._rows = self._made(site, undergoing)
            due = min((one.until for one in self._rows.values() if one.until), default=None)
            text = f'{{"bulletins":[{",".join(one.text for one in self._rows.values())}]}}'.encode()
            self._known = key, due, text
            return text

    def _made(self, site: KnownBulletins, undergoing: dict[str, str]) -> dict[str, _Row]:
        """A row for each bulletin; that of a file that is as it was stays."""
        parsed, before = site.snapshot.parsed, self._rows
        problems = Counter(one.file for one in site.content.problems if not one.warning)
        rows = {}
        for file in sorted(parsed):
            if not file.startswith(RISK):
                continue
            record = parsed[file].record
            other = site.beside(record) if isinstance(record, BulletinRecord) else None
            identifier = file[len(RISK) : -len(".md")]
            made_of = (parsed[file], other, problems[file], undergoing.get(identifier))
            row = before.get(file)
            if row is None or row.made_of != made_of or (row.until is not None and site.at >= row.until):
                row = _row(site, file, other, made_of)
            rows[file] = row
        return rows


def _row(site: KnownBulletins, file: str, other: ParsedFile | None, made_of: tuple[object, ...]) -> _Row:
    parsed = site.snapshot.parsed[file]
    _, _, problems, waits = made_of
    record = parsed.record
    if isinstance(record, BulletinRecord):
        state = bulletin_state(record, site.at, by_id_of(other), bool(problems))
        facts = record.facts
        more = {"channel": facts.channel, "countries": facts.countries, "industries": facts.industries,
                "level": facts.level}  # fmt: skip
    else:
        state = unreadable_state(file, draft=parsed.draft)
        more = {"channel": "", "countries": (), "industries": (), "level": None}
    said = {**state.to_json(), **more, "problems": problems, "undergoing": waits}
    return _Row(made_of, state.next, json.dumps(said, ensure_ascii=False, separators=(",", ":")))
