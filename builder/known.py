"""What the last build left, as far as it can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from builder.ledger import Ledger, signature
from builder.manifest import Manifest, Stat, unchanged, walk
from builder.places import Places

#: In a tree of so many files strays are looked for too; of a larger one only the files that should be there.
WALKED = 5_000


def file_time(path: Path) -> tuple[int, int]:
    """Size and time of a file, which tell whether somebody has written to it."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


@dataclass(slots=True)
class Known:
    """What the last build left and nobody touched: `stats` are those of the files of `site/`."""

    ledger: Ledger
    manifest: Manifest
    stats: dict[str, Stat]


def find_known(places: Places, ledger: Ledger | None, stamp: bytes, at: datetime) -> Known | None:
    """What the last build left, when all of it is as it was and only the content may have changed."""
    if ledger is None or ledger.stamp != stamp or not ledger.holds_at(at):
        return None
    if not (places.indexes / ledger.generation).is_dir() or not places.cache.is_file():
        return None
    try:
        if file_time(places.manifest) != ledger.manifest:
            return None
        if any(signature(places.root / path) != seen for path, seen in ledger.beside.items()):
            return None
    except OSError:
        return None
    manifest = Manifest(places.manifest)
    stats = manifest.stats()
    whole = dict(walk(places.site)) == stats if len(stats) <= WALKED else unchanged(places.site, stats)
    if whole and stats:
        return Known(ledger, manifest, stats)
    manifest.close()
    return None


def trusted_manifest(places: Places, ledger: Ledger | None) -> Manifest:
    """The manifest, begun again where no ledger vouches that nobody has written to it since."""
    try:
        vouched = ledger is not None and file_time(places.manifest) == ledger.manifest
    except OSError:
        vouched = False
    if not vouched:
        places.manifest.unlink(missing_ok=True)
    return Manifest(places.manifest)
