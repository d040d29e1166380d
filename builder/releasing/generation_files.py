"""Generations of the index as folders: written beside their place, put there whole, renewed before they leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from builder.base.atomic import exchange, remove_tree
from builder.base.paths import SitePaths, live_generation
from builder.base.readable import readable
from builder.catalogue.published import Loader
from builder.planning.documents import PublishedDocuments
from builder.planning.state import ledger_in
from builder.planning.whole import in_order
from builder.reading.parsed_cache import BodyReader, CacheLostError
from builder.reading.records import BulletinRecord, GuideRecord
from view.bulletin import Documents
from view.rendering.bundle import copy_bundle, read_bundle
from view.settings.site_settings import Settings
from view.untrusted.intact import list_files
from view.vocabulary.vocabulary import Vocabulary

#: Writes the index of some documents into a folder: (documents, folder, settings, vocabulary, previous generation or
#: None, jobs, progress).
IndexWriter = Callable[[Documents, Path, Settings, Vocabulary, Path | None, int, Callable[[int], None]], None]


class NotRenewedError(Exception):
    """What the last build left does not suffice to write its index again."""


@readable()
def write_generation(folder: Path, previous: Path | None, write: Callable[[Path], None]) -> None:
    """Have a generation written beside its place, list its files and put it there. `previous` is what it may share."""
    beside = folder.with_name(f".{folder.name}.new")
    remove_tree(beside)
    beside.mkdir(parents=True)
    write(beside)
    list_files(beside, previous)
    if folder.is_dir() and exchange(beside, folder):
        remove_tree(beside)
    else:
        remove_tree(folder)
        beside.rename(folder)


def renew_index(root: Path, write_index: IndexWriter, jobs: int, progress: Callable[[int], None]) -> None:
    """Write the live index again from the documents that are published, as the last build knew them.

    What was read at the last build is used, not what may have been saved since. The index must be whole; the caller
    holds the lock of builds. NotRenewedError where the caches of the last build are gone.
    """
    places = SitePaths(root)
    folder, ledger = live_generation(places), ledger_in(places.state)
    if folder is None or ledger is None or ledger.generation != folder.name:
        raise NotRenewedError
    bundle, reader = read_bundle(folder), BodyReader(places.cache)
    keys = {file: seen[4] for file, seen in ledger.files.items()}
    loader = cached_loader(reader, keys, datetime.fromisoformat(ledger.at))
    documents = PublishedDocuments(ledger.rows, cached_guides(reader, keys), loader, keys, reader.blocks)

    def write(beside: Path) -> None:
        copy_bundle(folder, beside)
        write_index(documents, beside, bundle.settings, bundle.vocabulary, folder, jobs, progress)

    try:
        write_generation(folder, folder, write)
    except CacheLostError:
        raise NotRenewedError from None
    finally:
        reader.close()


def cached_loader(
    reader: BodyReader,
    keys: Mapping[str, bytes],
    at: datetime,
    fresh: Mapping[str, BulletinRecord] = MappingProxyType({}),
) -> Loader:
    """Gives what the ledger's rows do not hold, from the cache and what is `fresh`, as it stands at a moment."""

    def read(file: str) -> BulletinRecord:
        record = fresh.get(file) or reader.record(keys[file]).record
        assert isinstance(record, BulletinRecord)  # noqa: S101 - the key covers the kind
        return record

    return Loader(read, at)


def cached_guides(reader: BodyReader, keys: Mapping[str, bytes]) -> list[GuideRecord]:
    """The guides among content files, in their order, from the cache."""
    found = []
    for file, key in keys.items():
        if file.startswith("content/guide/"):
            record = reader.record(key).record
            assert isinstance(record, GuideRecord)  # noqa: S101 - the key covers the kind
            found.append(record)
    return in_order(found)
