"""All bulletins in memory: read once, and then only the files whose stat has changed."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from builder.base.limits import LARGEST_FILE
from builder.base.paths import SitePaths
from builder.base.progress import Progress
from builder.reading.loading import Content, add_parsed, load_content
from builder.reading.parsed_cache import CacheLostError, ParsedCache
from builder.reading.parsing import Parser
from builder.reading.records import Body, BulletinRecord, ParsedFile, Record
from builder.reading.scanning import ContentFile, Scanned, scan
from editing.life.bulletins import RISK, Bulletins, ReadingCache, Stored, bulletin_files, id_of
from view.problems import Problem
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import Vocabulary

#: Seconds for which a look at the folder is good enough for whoever only reads.
FRESH = 1.0
#: Seconds for which it is good enough beside a text that is being written: the page looks after its file every 15.
STEADY = 30.0
_NO_BODY = Body("", ())


@dataclass(frozen=True)
class Snapshot:
    """All content files as they were at one look. `version` grows with every change."""

    version: int
    scanned: Scanned
    parsed: dict[str, ParsedFile]

    @cached_property
    def ids(self) -> dict[str, ContentFile]:
        """The id of every bulletin."""
        return bulletin_files(self.scanned)

    @cached_property
    def content(self) -> Content:
        """The same as the reader of builds gives it."""
        files, problems, warnings = self.scanned
        found = Content(problems=[*problems, *warnings], files={one.file for one in files})
        for one in files:
            add_parsed(found, self.parsed[one.file])
        return found


class KnownBulletins(Bulletins):
    """A site's bulletins at a moment, whose content is at hand already."""

    def __init__(
        self, root: Path, at: datetime, said: tuple[Settings, Vocabulary], catalogue: Catalogue, fresh: float = 0.0
    ) -> None:
        super().__init__(root, at, *said)
        self.snapshot = catalogue.look(self, fresh)
        #: Ids whose files are to be taken for these bytes, whatever the disk has.
        self.instead: dict[str, bytes] = {}

    def find(self, named: str) -> Stored:
        """The bulletin of an id; its file or address does as well. StepError names the nearest where there is none."""
        raw = self.instead.get(id_of(named))
        return super().find(named) if raw is None else self.read(id_of(named), raw)

    def beside(self, record: BulletinRecord) -> ParsedFile | None:
        """The file of what takes a bulletin's place; None where nothing does, or it is not there."""
        return self.snapshot.parsed.get(f"{RISK}{record.superseded_by}.md") if record.superseded_by else None

    @cached_property
    def scanned(self) -> Scanned:
        """The site's content files."""
        return self.snapshot.scanned

    @cached_property
    def ids(self) -> dict[str, ContentFile]:
        """The id of every bulletin."""
        return self.snapshot.ids

    @cached_property
    def content(self) -> Content:
        """All content."""
        return self.snapshot.content


def by_id_of(other: ParsedFile | None) -> dict[str, BulletinRecord]:
    """A bulletin by its id, as `bulletin_state` looks for a successor."""
    return {other.record.id: other.record} if other and isinstance(other.record, BulletinRecord) else {}


def file_stamp(path: Path) -> object:
    """What tells one state of a file from another; None where there is none."""
    try:
        one = path.stat()
    except OSError:
        return None
    return one.st_size, one.st_mtime_ns, one.st_ctime_ns, one.st_ino


class Catalogue:
    """The bulletins of a site, kept up to date."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._known: Snapshot | None = None
        self._parser: Parser | None = None
        self._looked = 0.0

    def look(self, site: Bulletins, fresh: float = 0.0) -> Snapshot:
        """How the files stand; `fresh`: a look so many seconds ago will do."""
        with self._lock:
            known, now = self._known, time.monotonic()
            same = known is not None and self._parser == site.parser
            if known is not None and same and now - self._looked < fresh:
                return known
            scanned = scan(self._root)
            if known is None or not same:
                known = Snapshot(known.version + 1 if known else 1, scanned, self._everything(site, scanned))
            elif scanned != known.scanned:
                known = self._renewed(site, known, scanned)
            self._known, self._parser, self._looked = known, site.parser, now
            return known

    def _everything(self, site: Bulletins, scanned: Scanned) -> dict[str, ParsedFile]:
        """Every file, from the cache of builds where there is one, else from one of the desk's own."""
        content = self._loaded(site, scanned)
        problems: dict[str, list[Problem]] = defaultdict(list)
        for one in content.problems:
            problems[one.file].append(one)
        records: dict[str, Record] = {one.file: one for one in content.bulletins}
        records |= {one.file: one for one in content.guides}
        told = {*scanned.problems, *scanned.warnings}
        return {
            file: ParsedFile(
                file, records.get(file), _NO_BODY, tuple(one for one in problems[file] if one not in told),
                file in content.drafts,
            )
            for file in content.files
        }  # fmt: skip

    def _loaded(self, site: Bulletins, scanned: Scanned) -> Content:
        def load(store: ParsedCache | None) -> Content:
            jobs = os.cpu_count() or 1
            return load_content(self._root, scanned, site.settings, site.vocabulary, store, jobs, Progress())

        places = SitePaths(self._root)
        if places.cache.is_file():
            reading = ReadingCache(places.cache)
            try:
                return load(reading)
            finally:
                reading.rollback()
        try:  # nothing was ever built here: the next desk need not read everything again
            own = ParsedCache(places.var / "desk" / "parsed.sqlite")
            try:
                content = load(own)
                own.commit(set(content.keys.values()), content.files)
            finally:
                own.close()
            return content
        except (CacheLostError, sqlite3.Error, OSError):  # another desk writes to it, or nobody may
            return load(None)

    def _renewed(self, site: Bulletins, known: Snapshot, scanned: Scanned) -> Snapshot:
        before = {one.file: one.stat for one in known.scanned.files}
        parsed: dict[str, ParsedFile] = {}
        for one in scanned.files:
            if before.get(one.file) == one.stat:
                parsed[one.file] = known.parsed[one.file]
                continue
            try:
                with (self._root / one.file).open("rb") as opened:
                    raw = opened.read(LARGEST_FILE + 1)
            except OSError:
                parsed[one.file] = ParsedFile(one.file, None, _NO_BODY, (), draft=True)
                continue
            parsed[one.file] = site.parser.parse(one.kind, one.id, one.file, raw)._replace(body=_NO_BODY)
        return Snapshot(known.version + 1, scanned, parsed)
