"""A site's bulletins as the editing commands need them: one by its id, or all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from builder.base.paths import SitePaths
from builder.base.progress import Progress
from builder.reading.loading import Content, load_content
from builder.reading.packing import Packed
from builder.reading.parsed_cache import ParsedCache
from builder.reading.parsing import Parser
from builder.reading.records import BulletinRecord, ParsedFile
from builder.reading.scanning import ContentFile, ContentStat, Scanned, scan
from view.near_values import did_you_mean
from view.problems import PlainError, Problem
from view.settings.site_settings import Settings, load_settings
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary

RISK = "content/risk/"


class EditingError(PlainError):
    """What a person asked for cannot be done; every reason in a line of its own."""


class StepError(EditingError):
    """A step that makes no sense or cannot be taken; what to do instead. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One bulletin's file as it is on the disk: `raw` bytes, and what they say."""

    id: str
    file: str
    path: Path
    raw: bytes
    parsed: ParsedFile

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the file by itself, warnings left out."""
        return [one for one in self.parsed.problems if not one.warning]


class ReadingCache(ParsedCache):
    """The builds' cache, which is read and never written to: a build may be running."""

    def put(self, key: bytes, packed: Packed) -> None:
        """Nothing is kept."""

    def put_files(self, rows: Iterable[tuple[str, ContentStat, bytes]]) -> None:
        """Nothing is kept."""


class Bulletins:
    """The bulletins of the site in a folder, at a moment."""

    def __init__(self, root: Path, at: datetime, settings: Settings | None = None,
                 vocabulary: Vocabulary | None = None) -> None:  # fmt: skip
        self.root, self.at = root, at
        self.settings: Settings = settings or load_settings(root)
        self.vocabulary: Vocabulary = vocabulary or load_vocabulary(root)
        self.parser = Parser(self.vocabulary, self.settings.zone)

    def path(self, identifier: str) -> Path:
        """Where the file of an id is or would be."""
        return self.root / RISK / f"{identifier}.md"

    def find(self, named: str) -> Stored:
        """The bulletin of an id; its file or address does as well. StepError names the nearest where there is none."""
        identifier = id_of(named)
        path = self.path(identifier)
        if identifier not in self.ids:
            raise StepError(f'no bulletin has the id "{identifier}"{did_you_mean(identifier, self.ids)}')
        return self.read(identifier, path.read_bytes())

    def read(self, identifier: str, raw: bytes) -> Stored:
        """What bytes say that are or would be the file of an id."""
        file = f"{RISK}{identifier}.md"
        return Stored(identifier, file, self.path(identifier), raw, self.parser.parse("risk", identifier, file, raw))

    @cached_property
    def scanned(self) -> Scanned:
        """The site's content files."""
        return scan(self.root)

    @cached_property
    def files(self) -> list[ContentFile]:
        """The files of bulletins, in order of path."""
        return list(self.ids.values())

    @cached_property
    def ids(self) -> dict[str, ContentFile]:
        """The id of every bulletin."""
        return bulletin_files(self.scanned)

    @cached_property
    def content(self) -> Content:
        """All content, parsed or taken from the builds' cache."""
        cache = SitePaths(self.root).cache
        store = ReadingCache(cache) if cache.is_file() else None
        try:
            return load_content(self.root, self.scanned, self.settings, self.vocabulary, store, 1, Progress())
        finally:
            if store:
                store.rollback()


def bulletin_files(scanned: Scanned) -> dict[str, ContentFile]:
    """The files of bulletins by their ids, in order of path."""
    return {one.id: one for one in scanned.files if one.kind == "risk"}


def id_of(named: str) -> str:
    """The id that somebody means: an id, a file of content/risk/ or an address below /risk/."""
    text = named.strip().partition("#")[0]
    if "/content/risk/" in text:
        text = text.partition("/content/risk/")[2]
    for front in (RISK, "/risk/"):
        text = text.removeprefix(front)
    return text.strip("/").removesuffix(".md")


def usable_record(stored: Stored) -> BulletinRecord:
    """The facts of a bulletin. StepError where its file has problems, which are to be mended first."""
    record = stored.parsed.record
    if not isinstance(record, BulletinRecord) or (stored.problems and not record.draft):
        told = "\n".join(str(one) for one in stored.problems)
        raise StepError(f"{told}\n{stored.file} has problems; mend them first")
    return record
