"""What the last build knew, kept so that the next one need not read what did not change."""

from __future__ import annotations

import posixpath
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from builder.base.gc_pause import gc_paused
from builder.catalogue.lists import ListMark
from builder.catalogue.published import Published, age
from builder.catalogue.selection import moments
from builder.planning.build_inputs import BuildInputs
from builder.planning.whole import SitePlan
from builder.reading.loading import Content
from builder.reading.packing import known_types, seal, unseal
from builder.reading.records import BulletinRecord, GuideRecord, Record
from builder.reading.scanning import ContentFile
from view.problems import Problem

#: With more changed files than this all of the ledger is dumped anew.
MOST_CHANGES = 500

#: What a ledger refers to.
_KNOWN = known_types(ListMark, Problem)

#: Size, mtime_ns, ctime_ns and inode of a content file, then the key of what it was parsed to.
Seen = tuple[int, int, int, int, bytes]


@dataclass(slots=True)
class Ledger:
    """The site as it was built at `at`, by content file where nothing else is said.

    `stamp` stands for all that is read beside the content. `rows` are the published bulletins, oldest first. `due` is
    when a file next changes what it gives. Pages of `special` files depend on others in rare ways, so a change of one
    plans everything. Of `unreadable` ones, which are drafts, the front matter cannot be used. `targets` are the places
    in the site that a file links to, `beside` the stat of each file that pages show or offer, `lists` the marks of all
    lists by URL, `aliases` the old addresses. `since` are the content files that changed after all of it was dumped.
    """

    stamp: bytes
    at: str
    generation: str
    files: dict[str, Seen] = field(default_factory=dict)
    rows: list[Published] = field(default_factory=list)
    due: dict[str, str] = field(default_factory=dict)
    special: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    targets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beside: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    lists: dict[str, ListMark] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    since: frozenset[str] | None = None

    @property
    def next_due(self) -> datetime | None:
        """The next moment at which the same content gives another site."""
        return min((datetime.fromisoformat(text) for text in set(self.due.values())), default=None)

    def due_at(self, at: datetime) -> frozenset[str]:
        """The files that give something else at a later moment."""
        if self.next_due is None or at < self.next_due:
            return frozenset()
        return frozenset(file for file, text in self.due.items() if datetime.fromisoformat(text) <= at)


def dump_ledger(ledger: Ledger) -> bytes:
    """All of a ledger, with its checksum."""
    ledger.since = frozenset()
    return seal(_packed(ledger))


def dump_changes(ledger: Ledger) -> bytes | None:
    """What changed since all of a ledger was dumped: of a large site that is little. None when all is to be dumped."""
    if ledger.since is None or len(ledger.since) > MOST_CHANGES:
        return None
    return seal(_changed(ledger))


def load_ledger(whole: bytes, changes: bytes | None) -> Ledger:
    """What was dumped. ValueError when it is damaged or another program's."""
    with gc_paused():
        ledger = _unpacked(unseal(whole, _KNOWN))
        return ledger if changes is None else _applied(ledger, unseal(changes, _KNOWN))


def _packed(ledger: Ledger) -> dict[str, Any]:
    """Plain values; files and rows column by column, which load in a quarter of the time."""
    values = {one.name: getattr(ledger, one.name) for one in fields(Ledger)}
    values["files"] = (list(ledger.files), list(zip(*ledger.files.values(), strict=True)))
    values["rows"] = list(zip(*ledger.rows, strict=True))
    return values


def _unpacked(values: dict[str, Any]) -> Ledger:
    names, seen = values["files"]
    values["files"] = dict(zip(names, zip(*seen, strict=True), strict=True))
    values["rows"] = list(map(Published._make, zip(*values["rows"], strict=True)))
    return Ledger(**values)


def _changed(ledger: Ledger) -> dict[str, Any]:
    """Of files, rows and targets those that changed since the whole was written; all else, which is little."""
    values = {one.name: getattr(ledger, one.name) for one in fields(Ledger)}
    since = ledger.since or frozenset()
    values["files"] = {file: ledger.files.get(file) for file in since}
    values["rows"] = [tuple(row) for row in ledger.rows if row.file in since]
    values["targets"] = {file: ledger.targets[file] for file in since if file in ledger.targets}
    return values


def _applied(ledger: Ledger, values: dict[str, Any]) -> Ledger:
    """A whole ledger as it is after the changes."""
    since: frozenset[str] = values["since"]
    files, targets = ledger.files, {file: one for file, one in ledger.targets.items() if file not in since}
    for file, seen in values["files"].items():
        if seen is None:
            files.pop(file, None)
        else:
            files[file] = seen
    rows = [row for row in ledger.rows if row.file not in since]
    for row in values["rows"]:
        insort(rows, Published._make(row), key=age)
    return Ledger(**{**values, "files": files, "rows": rows, "targets": targets | values["targets"]})


def make_ledger(
    root: Path, stamp: bytes, inputs: BuildInputs, files: Iterable[ContentFile], content: Content, plan: SitePlan
) -> Ledger:
    """The ledger of a build that planned everything; what belongs to it is filled in when it is there."""
    ledger = Ledger(stamp, inputs.at.isoformat(), "")
    ledger.files = {one.file: (*one.stat, content.keys[one.file]) for one in files}
    ledger.rows = list(plan.model.selection.published)
    records: list[Record] = [*content.bulletins, *content.guides]
    for record in records:
        note_record(ledger, record, inputs.at)
    ledger.unreadable = ledger.files.keys() - {record.file for record in records}
    for resolved in plan.model.resolved.values():
        for one in resolved:
            if one.path is not None:
                ledger.beside[one.path.relative_to(root).as_posix()] = file_signature(one.path)
    ledger.lists = dict(plan.model.marks)
    ledger.aliases = list(plan.aliases)
    ledger.warnings = plan.problems
    return ledger


def note_record(ledger: Ledger, record: Record, at: datetime) -> None:
    """Learn what other pages have to do with a record."""
    file = record.file
    targets = {target_of(file, one.target) for one in record.references if one.kind == "page"}
    if targets:
        ledger.targets[file] = tuple(sorted(targets))
    if is_special(record):
        ledger.special.add(file)
    if isinstance(record, BulletinRecord):
        for other in (record.superseded_by, record.facts.feed_id):
            if other:
                ledger.special.add(f"content/risk/{other}.md")
        if due := min(moments(record, at), default=None):
            ledger.due[file] = due.isoformat()


def name_warnings(ledger: Ledger) -> list[Problem]:
    """The warnings that looking for files gave."""
    return [one for one in ledger.warnings if one.field == "name"]


def is_special(record: Record) -> bool:
    """Whether a change of the record may touch pages in other ways than by its row, its lists and links to it."""
    if isinstance(record, GuideRecord) or record.aliases or record.superseded_by or record.facts.feed_id:
        return True
    return any(one.kind in ("file", "image") for one in record.references)


def target_of(file: str, target: str) -> str:
    """Where a link leads, as a content file or a page's address."""
    if target.startswith("/"):
        return target if target.endswith("/") else f"{target}/"
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), target))


def places_of(file: str) -> tuple[str, str]:
    """How links name a bulletin: by its file and by its page's address, not encoded."""
    return file, f"/risk/{file.removeprefix('content/risk/').removesuffix('.md')}/"


def file_signature(path: Path) -> tuple[int, int, int, int]:
    """What tells that a file may have changed: no program can set the third, so what was written to has another.

    A picture of a guide that is still to be taken is all zeros.
    """
    try:
        stat = path.stat()
    except FileNotFoundError:
        return 0, 0, 0, 0
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
