"""What the last build left, as far as it can be believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from builder.base.paths import SitePaths, live_generation
from builder.base.trees import compare, walk
from builder.planning.ledger import Ledger, file_signature
from builder.planning.manifest import Manifest
from builder.planning.state import BuildState, stats_in
from view.untrusted.intact import LISTING, damage

#: In a tree of so many files strays are looked for too; of a larger one only the files that should be there.
WALKED = 5_000


#: The files of a tree that are not as the last build left them; None where it is none that a build left.
Difference = list[str] | None


class Look:
    """Compares the live tree, then the spare one, with what the manifest says of both; between them looks at the index.

    Of a large site the spare tree is looked at only where a live file has not exactly one other name: a build gives it
    that in the spare tree, and what is gone from there, or another file now, leaves the live one alone.
    """

    def __init__(self, places: SitePaths) -> None:
        self._places = places
        self.trees = (places.site, places.indexes, places.spare)
        self._stats: dict[str, tuple[int, int, int]] | None = None
        self._paired = False

    def __call__(self, tree: Path) -> Difference:
        """The difference of one of the trees; of the indexes, what is wrong with the live one."""
        if tree == self._places.indexes:
            live = live_generation(self._places)
            wrong = damage(live) if live else ""
            return [wrong] if wrong else []
        if self._stats is None:
            self._stats = stats_in(self._places.state)
        if not self._stats:
            return None
        if len(self._stats) > WALKED:
            if self._paired:
                return []
            compared = compare(tree, self._stats)
            self._paired = compared.paired and compared.differing == []
            return compared.differing
        there = dict(walk(tree))
        found = [path for path in there.keys() | self._stats.keys() if there.get(path) != self._stats.get(path)]
        return None if found and tree == self._places.site else found


@dataclass(slots=True)
class LastBuild:
    """What the last build left, as far as that is known without looking at its trees: `holds` says the rest."""

    ledger: Ledger
    state: BuildState
    _looks: Iterator[Difference]
    _held: bool | None = None

    @property
    def manifest(self) -> Manifest:
        """The files of the live tree."""
        return self.state.manifest

    def holds(self) -> bool:
        """Whether the live tree and its index are as the last build left them.

        Waited for the first time, so asked as late as can be.
        """
        if self._held is None:
            self._held = next(self._looks) == [] and next(self._looks) == []
        return self._held

    def spare(self) -> Difference:
        """How the spare tree differs from the live one; asked once, after `holds`."""
        return next(self._looks)


def find_last_build(
    places: SitePaths, state: BuildState, ledger: Ledger | None, stamp: bytes, at: datetime, looks: Iterator[Difference]
) -> LastBuild | None:
    """What the last build left, when only the content and what `holds` says may have changed.

    `looks` are the differences of both trees, as `Look` finds them.
    """
    if ledger is None or ledger.stamp != stamp or at < datetime.fromisoformat(ledger.at):
        return None
    if not (places.indexes / ledger.generation / LISTING).is_file() or not places.cache.is_file():
        return None
    try:
        if any(file_signature(places.root / path) != seen for path, seen in ledger.beside.items()):
            return None
    except OSError:
        return None
    return LastBuild(ledger, state, looks)
