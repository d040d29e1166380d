"""`build --precompress`: puts the twins of all pages beside them in `site/`, and into the build's report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from builder.base.paths import SitePaths, note_strays
from builder.base.progress import Progress
from builder.base.readable import readable
from builder.base.trees import walk
from builder.pages.outputs import url_of
from builder.releasing.report import BuildReport
from publish.release.compression import original_of
from publish.release.digests import sha256_of
from publish.release.gathering import Collector
from view.second_names import link_or_copy


class SiteTwins:
    """The twins in `site/`. Made before a build, so that it can be told which the build left as they were.

    A build takes every twin out of the tree with its exchange, so that none can outlive what it is a twin of.
    """

    def __init__(self, root: Path) -> None:
        self._root, self._places, self._site = root, SitePaths(root), root / "site"
        self._before = {path: sha256_of(self._site / path) for path in _twins_in(self._site)}

    def add(self, report: BuildReport, jobs: int, progress: Progress) -> None:
        """Compress what is new, link all twins into the tree, and say in the report what differs from before."""
        collector = Collector(self._root, jobs, progress)
        with collector.unchanging():
            made = collector.compress(collector.look(remember=True))
            note_strays(self._places, made)
            for path, (_, source) in made.items():
                _link(source, self._site / path)
            changed = {path for path, (digest, _) in made.items() if digest != self._before.get(path)}
        removed = self._before.keys() - made.keys()
        for path in removed:  # those of somebody else, which a build of a large site does not see
            (self._site / path).unlink(missing_ok=True)
        gone = set(report.removed_urls) - {url_of(path) for path in self._before}
        report.changed_urls = sorted({*report.changed_urls, *(url_of(path) for path in changed)})
        report.removed_urls = sorted(gone | {url_of(path) for path in removed})
        report.seconds = progress.seconds


def _twins_in(site: Path) -> list[str]:
    paths: Mapping[str, object] = dict(walk(site))
    return [path for path in paths if original_of(path) in paths]


@readable()
def _link(source: Path, place: Path) -> None:
    beside = place.with_name(f".{place.name}.new")
    beside.unlink(missing_ok=True)
    link_or_copy(source, beside)
    beside.replace(place)
    beside.unlink(missing_ok=True)  # the same file already: rename does nothing then
