"""The index of record as what a cluster is filled from: each bulletin's record, analysis and beginnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from search.index.recovery import Recovery
from search.index.suggestion_arrays import KINDS
from search.store.segments import Live
from search.text.analysis import Analysis

#: A bulletin's id and digest.
Mark = tuple[str, str]

_TITLE = str(len(KINDS) - 1)


class Sources:
    """The bulletins of one generation's folder."""

    def __init__(self, folder: Path) -> None:
        self._live = Live(folder)
        self._recovery = Recovery(folder, self._live)
        self._place = {(ident, digest): number for number, ident, digest in self._live.digests()}
        self._begins = lru_cache(2)(self._read_begins)
        self.size: int = self._live.size
        #: How many characters a bulletin has on average, and when the newest was published (microseconds).
        self.mean = float(self._live.lengths().mean()) if self.size else 1.0
        self.newest = int(self._live.dates[0]) if self.size else 0
        self.made_by: str = self._live.facts["made_by"]

    def marks(self) -> Iterator[Mark]:
        """Every bulletin, segment by segment: those of one cost the least together."""
        yield from self._place

    def document(self, mark: Mark) -> tuple[bytes, Analysis, Sequence[str]]:
        """The record of a bulletin, its analysis, and the keys by which its title is suggested."""
        owner, local = self._live.where(self._place[mark])
        record, analysis = self._recovery.document(owner, local)
        return record, analysis, self._begins(owner)[local]

    def _read_begins(self, owner: int) -> defaultdict[int, list[str]]:
        sidecar = self._live.segments[owner].sidecar
        found: defaultdict[int, list[str]] = defaultdict(list)
        keys, refs = sidecar.strings("suggest"), sidecar.arrays["suggest_ref"].tolist()
        for key, ref in zip(keys, refs, strict=True):
            if key.startswith(_TITLE):
                found[ref].append(key)
        return found

    def close(self) -> None:
        """Close the files."""
        self._recovery.close()
        self._live.close()
