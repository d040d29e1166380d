"""What every published page says, as digests: whoever goes back to an older release can tell what that brings back."""

from __future__ import annotations

from pathlib import Path

from builder.base.paths import SitePaths
from builder.planning.state import ledger_in
from builder.reading.parsed_cache import BodyReader, CacheLostError
from builder.reading.records import GuideRecord
from builder.releasing.generation_files import NotRenewedError


def wordings(root: Path, generation: str) -> dict[str, str]:
    """The page of each bulletin and guide of the live release → a digest that changes with what it says.

    NotRenewedError where the last build was of another generation, or its caches are gone.
    """
    places = SitePaths(root)
    ledger = ledger_in(places.state)
    if ledger is None or ledger.generation != generation:
        raise NotRenewedError
    found = {f"risk/{row.id}/index.html": row.printed.hex() for row in ledger.rows}
    reader = BodyReader(places.cache)
    try:
        for file, seen in ledger.files.items():
            if file.startswith("content/guide/"):
                record = reader.record(seen[4]).record
                assert isinstance(record, GuideRecord)  # noqa: S101 - the key covers the kind
                found[f"guide/{record.id}/index.html"] = record.digest
    except CacheLostError:
        raise NotRenewedError from None
    finally:
        reader.close()
    return found
