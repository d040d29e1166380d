"""Finding the content files and parsing those that the cache does not know, on all cores when there are many."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from builder.cache import ParsedCache, seal, sealed_record
from builder.parsing import Parser
from builder.progress import Progress
from builder.records import Body, Bulletin, Guide, Parsed
from view.problems import Problem
from view.settings import Settings
from view.version import code_version
from view.vocabulary import Vocabulary
from view.workers import workers

KINDS = ("risk", "guide")
_refused = re.compile(r'[\\:*?"<>|]').search
#: Below this many files a second process costs more than it saves.
PARALLEL_FROM = 100


class ContentFile(NamedTuple):
    """A content file. `file` is relative to the root, with slashes, `place` where it is on disk."""

    kind: str
    file: str
    place: str
    stat: tuple[int, int, int, int]

    @property
    def id(self) -> str:
        """The bulletin's or guide's id."""
        return self.file[len(f"content/{self.kind}/") : -len(".md")]

    @property
    def path(self) -> Path:
        """The file on disk."""
        return Path(self.place)


@dataclass(slots=True)
class Content:
    """Everything the content files say. `keys` leads from a record's id to its body in the cache."""

    bulletins: list[Bulletin] = field(default_factory=list)
    guides: list[Guide] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    drafts: set[str] = field(default_factory=set)
    keys: dict[str, bytes] = field(default_factory=dict)


def scan(root: Path) -> tuple[list[ContentFile], list[Problem]]:
    """Every `.md` below content/risk and content/guide, in order of path; names that cannot be URLs are problems."""
    found: list[ContentFile] = []
    problems: list[Problem] = []
    for kind in KINDS:
        for file, entry in _walk(str(root / "content" / kind), f"content/{kind}/"):
            if file.isprintable() and not _refused(file):
                stat = entry.stat()
                signature = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
                found.append(ContentFile(kind, file, entry.path, signature))
            else:
                shown = file.encode("utf-8", "backslashreplace").decode()
                message = 'the file name holds a character that URLs or file systems refuse (one of \\:*?"<>|)'
                problems.append(Problem(shown, 1, 1, "name", message))
    return sorted(found, key=itemgetter(1)), problems


def _walk(folder: str, name: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The `.md` files of a folder, with their paths relative to the root: `name` is the folder's."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.name[0] == ".":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{name}{entry.name}/")
        elif entry.name[-3:] == ".md" and entry.is_file():
            yield name + entry.name, entry


def load(
    scanned: tuple[list[ContentFile], list[Problem]], settings: Settings, vocabulary: Vocabulary,
    store: ParsedCache | None, jobs: int, progress: Progress,
) -> Content:  # fmt: skip
    """Read all content that `scan` found. With `store` None no cache is read or written, and bodies are dropped."""
    files, problems = scanned
    content = Content(problems=problems, files={one.file for one in files})
    parser = Parser(vocabulary, settings.zone)
    salt = _salt(settings, vocabulary)
    digests = _digests(files, store)
    keys = {one.file: _key(digests[one.file], one.file, salt) for one in files}
    cached = dict(store.records(keys.values())) if store else {}
    fresh = [one for one in files if keys[one.file] not in cached]
    parsed = {one.file: cached[keys[one.file]] for one in files if keys[one.file] in cached}
    with progress.step("read", len(fresh)) as step:
        for file, record, body in _parse(parser, fresh, jobs):
            parsed[file] = sealed_record(record)
            if store:
                store.put(keys[file], record, body)
            step.advance()
    for one in files:
        _add(content, parsed[one.file], keys[one.file])
    return content


def read_some(
    files: Iterable[ContentFile], settings: Settings, vocabulary: Vocabulary, store: ParsedCache
) -> Iterator[tuple[ContentFile, bytes, Parsed]]:
    """A few files that may have changed, with their keys and what they are parsed to; the cache learns them."""
    parser, salt = Parser(vocabulary, settings.zone), _salt(settings, vocabulary)
    for one in files:
        digest = hashlib.blake2b(one.path.read_bytes(), digest_size=16).digest()
        key = _key(digest, one.file, salt)
        known = dict(store.records([key]))
        if key not in known:
            for _, record, body in _parse(parser, [one], 1):
                known[key] = sealed_record(record)
                store.put(key, record, body)
        store.put_files([(one.file, one.stat, digest)])
        yield one, key, known[key]


def _key(digest: bytes, file: str, salt: bytes) -> bytes:
    """Under what a parsed file is kept: it changes with its bytes, its place and all that parsing depends on."""
    return hashlib.blake2b(digest + file.encode() + salt).digest()[:20]


def _salt(settings: Settings, vocabulary: Vocabulary) -> bytes:
    """What parsing depends on beside the file's own bytes."""
    facts = repr((settings.timezone, vocabulary.to_json()))
    return hashlib.blake2b(facts.encode() + code_version("builder", "view"), digest_size=16).digest()


def _digests(files: list[ContentFile], store: ParsedCache | None) -> dict[str, bytes]:
    """The digest of each file's bytes; a file whose size, times and inode are unchanged is not read again."""
    known = store.known_files() if store else {}
    digests: dict[str, bytes] = {}
    read: list[tuple[str, tuple[int, int, int, int], bytes]] = []
    for one in files:
        stat, digest = known.get(one.file, (None, b""))
        if stat != one.stat:
            digest = hashlib.blake2b(one.path.read_bytes(), digest_size=16).digest()
            read.append((one.file, one.stat, digest))
        digests[one.file] = digest
    if store and read:
        store.put_files(read)
    return digests


def _parse(parser: Parser, files: list[ContentFile], jobs: int) -> Iterator[tuple[str, bytes, bytes]]:
    """(file, sealed record without body, sealed body) for each file, in any number of processes.

    Both are sealed where they are made: the process that collects them has the plan to make as well.
    """

    def one(file: ContentFile) -> tuple[str, bytes, bytes]:
        parsed = parser.parse(file.kind, file.id, file.file, file.path.read_bytes())
        bare = Parsed(parsed.file, parsed.record, Body("", ()), parsed.problems, parsed.draft)
        return file.file, seal(bare), seal(parsed.body)

    yield from workers(one, files, jobs if len(files) >= PARALLEL_FROM else 1)


def _add(content: Content, parsed: Parsed, key: bytes) -> None:
    record = parsed.record
    if parsed.draft:
        content.drafts.add(parsed.file)
    content.problems += parsed.problems
    if isinstance(record, Bulletin):
        content.bulletins.append(record)
    elif isinstance(record, Guide):
        content.guides.append(record)
    content.keys[parsed.file] = key
