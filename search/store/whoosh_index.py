"""The one module that knows Whoosh: writes the index of record and reads documents back from it."""

from __future__ import annotations

import pickle
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

from whoosh import columns, fields, formats, index, query, searching
from whoosh.codec import whoosh3
from whoosh.filedb import structfile
from whoosh.filedb.filestore import FileStorage

from search.store.record import StoredDocument
from search.store.whoosh_pool import PostingPool, Postings, write_postings
from view.bulletin import Document
from view.second_names import link_or_copy
from view.untrusted.unpickling import load, loads

FOLDER = "whoosh"


#: What lists of segments and tables of terms refer to. Postings refer to nothing, and a schema is never read.
_KNOWN = {(one.__module__, one.__name__): one for one in (whoosh3.W3Segment, whoosh3.W3Codec, defaultdict, int)}


def _guard() -> None:
    """Have Whoosh read pickles with what is known here alone. An index comes from elsewhere, and is no program."""
    structfile.load_pickle = lambda file: load(file, _KNOWN)
    whoosh3.loads = columns.loads = lambda data: loads(data, {})
    index.pickle = SimpleNamespace(loads=whoosh3.loads, dumps=pickle.dumps, PicklingError=pickle.PicklingError)
    index.toc_loaders = {}  # of older formats, with an unpickler of their own


_guard()


#: Postings of a block: frequent words have thousands, which are read and packed together.
_BLOCK = 1024


class _Words(fields.FieldType):  # type: ignore[misc]
    """A field whose words and weights come ready: nothing is cut twice, and `PostingPool` keeps them."""

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.analyzer = None
        self.scorable = self.stored = self.unique = False


def _schema() -> Any:
    codes = {
        name: _Words() for name in ("words", "text", "country", "industry", "channel", "level", "status", "keyword")
    }
    return fields.Schema(id=fields.ID(unique=True), record=fields.COLUMN(columns.VarBytesColumn()), **codes)


class WhooshWriter:
    """Adds a segment to an index, new or begun by `share`; its documents count from 0 in the order of adding."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        target = str(self._folder)
        is_begun = any(self._folder.glob("*.toc"))
        begun = index.open_dir(target, schema=_schema()) if is_begun else index.create_in(target, _schema())
        # Separate files: opening a compound one copies all of it into memory.
        self._writer = begun.writer(compound=False, codec=whoosh3.W3Codec(blocklimit=_BLOCK))
        self._writer.pool = self._pool = PostingPool()
        writer = self._writer.fieldwriter
        writer.add_postings = lambda schema, _, pool: write_postings(writer, schema, pool)
        # No field is scored by length; with this flag on, Whoosh looks for a file of lengths once a posting.
        self._writer.codec.length_stats = False

    def add(self, document: Document, record: bytes) -> None:
        """Store a document's record and post its codes."""
        number = self._writer.docnum
        self._writer.add_document(id=document.id, record=record)
        level = (document.level,) if document.level else ()
        for field, codes in (
            ("country", document.countries), ("industry", document.industries), ("channel", (document.channel,)),
            ("level", level), ("status", (document.status,)), ("keyword", document.keywords),
        ):  # fmt: skip
            self._pool.post(field, dict.fromkeys(codes, 1), number)

    def delete(self, number: int) -> None:
        """Mark a document of an earlier segment as deleted."""
        self._writer.delete_document(number)

    def commit(
        self,
        kept: Sequence[int] = (),
        words: Iterable[tuple[bytes, Postings]] = (),
        terms: Iterable[tuple[bytes, Postings]] = (),
    ) -> None:
        """Make the index whole on disk: earlier segments as far as they are `kept`, and what was added.

        `words` and `terms` (characters and tokens) are those of the added documents, in the order of their bytes.
        """
        if self._writer.docnum:
            self._pool.take("words", words)
            self._pool.take("text", terms)
        self._writer.commit(mergetype=lambda _, segments: [segments[at] for at in kept])
        self._pool.cleanup()
        (self._folder / "MAIN_WRITELOCK").unlink()


def share(previous: Path, folder: Path) -> None:
    """Begin the index of a generation with the segments of another, whose files never change."""
    (folder / FOLDER).mkdir()
    for path in (previous / FOLDER).iterdir():
        if path.suffix == ".toc":  # says which segments there are; the only file that is written again
            shutil.copyfile(path, folder / FOLDER / path.name)
        else:
            link_or_copy(path, folder / FOLDER / path.name)


class WhooshReader:
    """Reads an index that no one writes to any more."""

    def __init__(self, folder: Path) -> None:
        storage = FileStorage(str(folder / FOLDER), supports_mmap=False, readonly=True)
        self._index = storage.open_index(schema=_schema())
        self._reader = self._index.reader()
        self._records = self._reader.column_reader("record") if self.count() else {}
        self._lock = Lock()  # a record is read by seeking in a shared file

    def documents(self, numbers: Sequence[int]) -> list[StoredDocument]:
        """The stored documents with these numbers."""
        with self._lock:
            return [StoredDocument(self._records[number]) for number in numbers]

    def record(self, number: int) -> bytes:
        """What `record_of` made of the document with this number."""
        with self._lock:
            return bytes(self._records[number])

    def count(self) -> int:
        """How many live documents there are."""
        return int(self._reader.doc_count())

    def numbers(self) -> list[int]:
        """The numbers of all live documents."""
        return list(self._reader.all_doc_ids())

    def postings(self, field: str, word: str) -> list[int]:
        """The numbers of the live documents that hold a word."""
        return list(self.weights(field, word))

    def weights(self, field: str, word: str) -> dict[int, float]:
        """The numbers of the live documents that hold a word, each with its weight there."""
        found: dict[int, float] = {}
        with self._lock:
            if (field, word) in self._reader:
                matcher = self._reader.postings(field, word)
                while matcher.is_active():
                    if not self._reader.is_deleted(matcher.id()):
                        found[matcher.id()] = matcher.weight()
                    matcher.next()
        return found

    def words(self, field: str) -> list[str]:
        """Every word of a field, also of documents that are deleted."""
        with self._lock:
            return [word.decode("utf-8", "surrogatepass") for word in self._reader.lexicon(field)]

    @cached_property
    def _searcher(self) -> Any:
        return searching.Searcher(self._reader)

    def holding(self, terms: Sequence[str], beginning: str = "") -> set[int]:
        """The numbers of the live documents that hold all of some terms, and one with a certain beginning."""
        wanted = [query.Term("text", term) for term in dict.fromkeys(terms)]
        wanted += [query.Prefix("text", beginning)] if beginning else []
        with self._lock:
            return set(self._searcher.docs_for_query(query.And(wanted)))

    def close(self) -> None:
        """Close the files."""
        self._reader.close()
        self._index.close()
