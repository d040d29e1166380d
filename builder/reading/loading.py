"""Reading content files and parsing those that the cache does not know, on all cores when there are many."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from builder.base.digests import file_digest
from builder.base.limits import LARGEST_FILE
from builder.base.progress import Progress
from builder.reading.packing import Packed, pack_parsed, unpack_blocks, unpack_record
from builder.reading.parsed_cache import ParsedCache
from builder.reading.records import BulletinRecord, GuideRecord, ParsedFile
from builder.reading.scanning import ContentFile, ContentStat, Scanned
from view.problems import Problem
from view.settings.site_settings import Settings
from view.version import code_version
from view.vocabulary.vocabulary import Vocabulary
from view.workers import workers

#: Below this many files a second process costs more than it saves.
PARALLEL_FROM = 100


@dataclass(slots=True)
class Content:
    """Everything the content files say. `keys` leads from a record's id to its body in the cache."""

    bulletins: list[BulletinRecord] = field(default_factory=list)
    guides: list[GuideRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    drafts: set[str] = field(default_factory=set)
    keys: dict[str, bytes] = field(default_factory=dict)


def load_content(
    root: Path, scanned: Scanned, settings: Settings, vocabulary: Vocabulary, store: ParsedCache | None, jobs: int,
    progress: Progress,
) -> Content:  # fmt: skip
    """Read all content that `scan` found below `root`.

    With `store` None no cache is read or written, and bodies are dropped.
    """
    files, problems, warnings = scanned
    content = Content(problems=[*problems, *warnings], files={one.file for one in files})
    salt = _salt(settings, vocabulary)
    cached = store.keys() if store else frozenset()
    keys = _unchanged(files, store.known_files(), cached, salt) if store else {}
    parsed: dict[str, ParsedFile] = {}
    seen: list[tuple[str, ContentStat, bytes]] = []

    def take(some: list[ContentFile], cached: Collection[bytes]) -> None:
        for one, fresh in zip(some, _read(root, settings, vocabulary, salt, some, cached, jobs), strict=True):
            keys[one.file] = fresh.key
            seen.append((one.file, one.stat, fresh.digest))
            if fresh.packed:
                parsed[one.file] = unpack_record(fresh.packed.record)
                if store:
                    store.put(fresh.key, fresh.packed)
            step.advance()

    unread = [one for one in files if one.file not in keys]
    with progress.step("read", len(unread)) as step:
        take(unread, cached)
        if store:
            records = dict(store.records(key for file, key in keys.items() if file not in parsed))
            parsed |= {file: records[key] for file, key in keys.items() if key in records}
            take([one for one in files if one.file not in parsed], frozenset())  # what the cache has is damaged
            store.put_files(seen)
    for one in files:
        add_parsed(content, parsed[one.file])
        content.keys[one.file] = keys[one.file]
    return content


class Read(NamedTuple):
    """A file that was read: its key in the cache, what it says, its body left empty, and the text of the body."""

    file: ContentFile
    key: bytes
    parsed: ParsedFile
    blocks: tuple[str, ...]


def read_some(
    root: Path, files: Iterable[ContentFile], settings: Settings, vocabulary: Vocabulary, store: ParsedCache
) -> Iterator[Read]:
    """A few files that may have changed; the cache learns them."""
    some, salt = list(files), _salt(settings, vocabulary)
    for one, fresh in zip(some, _read(root, settings, vocabulary, salt, some, frozenset(), 1), strict=True):
        assert fresh.packed  # noqa: S101 - nothing was said to be cached
        store.put(fresh.key, fresh.packed)
        store.put_files([(one.file, one.stat, fresh.digest)])
        yield Read(one, fresh.key, unpack_record(fresh.packed.record), unpack_blocks(fresh.packed.text))


def _unchanged(
    files: Iterable[ContentFile], known: Mapping[str, tuple[ContentStat, bytes]],
    cached: Collection[bytes], salt: bytes,
) -> dict[str, bytes]:  # fmt: skip
    """The keys of files that need not be read: size, times and inode are as they were, and the cache has them."""
    keys = {}
    for one in files:
        stat, digest = known.get(one.file, (None, b""))
        if stat == one.stat and (key := _key(digest, one.file, salt)) in cached:
            keys[one.file] = key
    return keys


def _key(digest: bytes, file: str, salt: bytes) -> bytes:
    """Under what a parsed file is kept: it changes with its bytes, its place and all that parsing depends on."""
    return hashlib.blake2b(digest + file.encode() + salt).digest()[:20]


def _salt(settings: Settings, vocabulary: Vocabulary) -> bytes:
    """What parsing depends on beside the file's own bytes."""
    facts = repr((settings.timezone, vocabulary.to_json()))
    return hashlib.blake2b(facts.encode() + code_version("builder", "view"), digest_size=16).digest()


class _Fresh(NamedTuple):
    """A file that was read. `packed` is None when it is cached already.

    It is packed where it is made: the process that collects all files has the plan to make as well.
    """

    digest: bytes
    key: bytes
    packed: Packed | None


def _read(
    root: Path, settings: Settings, vocabulary: Vocabulary, salt: bytes, files: list[ContentFile],
    cached: Collection[bytes], jobs: int,
) -> Iterator[_Fresh]:  # fmt: skip
    """Read each file once, and parse it unless its key is `cached`, in any number of processes."""
    if not files:
        return
    from builder.reading.parsing import (
        Parser,  # with YAML and Markdown: a build with nothing to read shall not load them
    )

    parser = Parser(vocabulary, settings.zone)

    def one(file: ContentFile) -> _Fresh:
        with open(f"{root}/{file.file}", "rb") as opened:  # noqa: PTH123 - Path costs as much as the reading
            raw = opened.read(LARGEST_FILE + 1)
        digest = file_digest(raw)
        key = _key(digest, file.file, salt)
        if key in cached:
            return _Fresh(digest, key, None)
        return _Fresh(digest, key, pack_parsed(parser.parse(file.kind, file.id, file.file, raw)))

    many = len(files) >= PARALLEL_FROM
    if many:
        from view.vocabulary import dictionary  # noqa: F401 - loaded once, not by each process that headings are new to
    yield from workers(one, files, jobs if many else 1)


def add_parsed(content: Content, parsed: ParsedFile) -> None:
    """Take what a file says to all content."""
    record = parsed.record
    if parsed.draft:
        content.drafts.add(parsed.file)
    content.problems += parsed.problems
    if isinstance(record, BulletinRecord):
        content.bulletins.append(record)
    elif isinstance(record, GuideRecord):
        content.guides.append(record)
