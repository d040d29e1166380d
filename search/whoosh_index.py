"""The one module that knows Whoosh: writes the index of record and reads documents back from it."""

from __future__ import annotations

import json
import shutil
from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh import columns, fields, formats, index
from whoosh.filedb.filestore import FileStorage

from search.normalise import is_plain
from view.document import Document
from view.items import Item

FOLDER = "whoosh"
#: Control characters that no text has: between two blocks of a body, and between row and body.
BLOCK_END, _BODY = "\x1e", "\x1d"


class _Words(fields.FieldType):  # type: ignore[misc]
    """A field whose words and weights come ready: nothing is cut twice."""

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.analyzer = None
        self.scorable = self.stored = self.unique = False

    def index(self, value: Mapping[str, int], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Word, frequency, weight and nothing more, as Whoosh's writer wants them."""
        for word, weight in value.items():
            yield word.encode(), weight, float(weight), b""


class _Pool:
    """Postings in memory until the commit: what Whoosh's writer asks of its sorting pool.

    Documents come in the order of their numbers, so each word's postings are born sorted; Whoosh's own pool pickles
    every posting to temporary runs and sorts them again, which was half of the time of indexing.
    """

    def __init__(self) -> None:
        self._postings: dict[str, dict[bytes, tuple[array[int], array[float]]]] = {}

    @property
    def fieldnames(self) -> set[str]:
        """The fields that have postings."""
        return set(self._postings)

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Keep (field, word, document number, weight, value); our formats have no value."""
        field, word, number, weight, _ = posting
        words = self._postings.setdefault(field, {})
        found = words.get(word)
        if found is None:
            found = words[word] = (array("I"), array("f"))
        found[0].append(number)
        found[1].append(weight)

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        """All postings by field, word and document."""
        for field, words in sorted(self._postings.items()):
            for word in sorted(words):
                for number, weight in zip(*words[word], strict=True):
                    yield field, word, number, weight, b""

    def cleanup(self) -> None:
        """Forget everything."""
        self._postings.clear()


def _schema() -> Any:
    codes = {name: _Words() for name in ("words", "country", "industry", "channel", "level", "status", "keyword")}
    return fields.Schema(id=fields.ID(unique=True), record=fields.COLUMN(columns.VarBytesColumn()), **codes)


def record_of(document: Document) -> bytes:
    """Everything a result shows: the row as JSON, whether the body needs no folding to be searched, the body."""
    row = [
        document.id,
        document.url,
        document.title,
        document.date.isoformat(),
        document.updated.isoformat(),
        document.channel,
        document.countries,
        document.industries,
        document.level,
        document.status,
        document.summary,
        document.keywords,
    ]
    body = BLOCK_END.join(block.replace(BLOCK_END, " ") for block in (document.summary, *document.blocks))
    head = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return f"{head}{_BODY}{int(is_plain(body))}{body}".encode("utf-8", "surrogatepass")


class WhooshWriter:
    """Adds a segment to an index, new or begun by `share`; its documents count from 0 in the order of adding."""

    def __init__(self, folder: Path) -> None:
        target = str(folder / FOLDER)
        begun = index.open_dir(target) if index.exists_in(target) else index.create_in(target, _schema())
        # Separate files: opening a compound one copies all of it into memory.
        self._writer = begun.writer(compound=False)
        self._writer.pool = _Pool()
        # No field is scored by length; with this flag on, Whoosh looks for a file of lengths once a posting.
        self._writer.codec.length_stats = False

    def add(self, document: Document, record: bytes, words: Mapping[str, int]) -> None:
        """Store a document's record and post its weighted words and its codes."""
        codes = {
            "country": document.countries,
            "industry": document.industries,
            "channel": (document.channel,),
            "level": (document.level,) if document.level else (),
            "status": (document.status,),
            "keyword": document.keywords,
        }
        posted = {name: dict.fromkeys(values, 1) for name, values in codes.items()}
        self._writer.add_document(id=document.id, record=record, words=words, **posted)

    def delete(self, number: int) -> None:
        """Mark a document of an earlier segment as deleted."""
        self._writer.delete_document(number)

    def commit(self, kept: Sequence[int] = ()) -> None:
        """Make the index whole on disk: earlier segments as far as they are `kept`, and what was added."""
        pool = self._writer.pool
        self._writer.commit(mergetype=lambda _, segments: [segments[at] for at in kept])
        pool.cleanup()


def share(previous: Path, folder: Path) -> None:
    """Begin the index of a generation with the segments of another, whose files never change: by hard links."""
    (folder / FOLDER).mkdir()
    for path in (previous / FOLDER).iterdir():
        if path.suffix == ".toc":  # says which segments there are; the only file that is written again
            shutil.copyfile(path, folder / FOLDER / path.name)
        elif not path.name.endswith("WRITELOCK"):
            (folder / FOLDER / path.name).hardlink_to(path)


class StoredDocument:
    """A document read back: its row, and summary and body with BLOCK_END between blocks.

    `plain` says that the letters of `body.lower()` are those of the folded body.
    """

    __slots__ = ("body", "item", "plain")

    def __init__(self, record: bytes) -> None:
        head, _, body = record.decode("utf-8", "surrogatepass").partition(_BODY)
        ident, url, title, date, updated, channel, countries, industries, level, status, summary, keywords = json.loads(
            head
        )
        self.plain = body[0] == "1"
        self.body = body[1:]
        self.item = Item(
            id=ident,
            url=url,
            title=title,
            date=datetime.fromisoformat(date),
            updated=datetime.fromisoformat(updated),
            channel=channel,
            countries=tuple(countries),
            industries=tuple(industries),
            level=level,
            status=status,
            summary=summary,
            keywords=tuple(keywords),
        )


class WhooshReader:
    """Reads an index that no one writes to any more."""

    def __init__(self, folder: Path) -> None:
        storage = FileStorage(str(folder / FOLDER), supports_mmap=False, readonly=True)
        self._index = storage.open_index()
        self._reader = self._index.reader()
        self._records = self._reader.column_reader("record") if self.count() else {}
        self._lock = Lock()  # a record is read by seeking in a shared file

    def documents(self, numbers: Sequence[int]) -> list[StoredDocument]:
        """The stored documents with these numbers."""
        with self._lock:
            return [StoredDocument(self._records[number]) for number in numbers]

    def count(self) -> int:
        """How many live documents there are."""
        return int(self._reader.doc_count())

    def postings(self, field: str, word: str) -> list[int]:
        """The numbers of the live documents that hold a word."""
        if (field, word) not in self._reader:
            return []
        deleted = self._reader.is_deleted
        return [number for number in self._reader.postings(field, word).all_ids() if not deleted(number)]

    def close(self) -> None:
        """Close the files."""
        self._reader.close()
        self._index.close()
