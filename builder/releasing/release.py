"""Makes what a plan asks for, writes its index and puts both live in one step."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from builder.base.atomic import remove_tree
from builder.base.paths import SitePaths, live_generation, strays
from builder.base.progress import Progress
from builder.base.readable import readable
from builder.base.trees import Stat, walk
from builder.catalogue.published import Changed, published_after
from builder.pages import site_files
from builder.pages.outputs import NO_DEPENDENCIES, Output, Tools, url_of
from builder.pages.outputs import Dependencies as Fingerprint
from builder.planning.build_inputs import BuildInputs, site_environment
from builder.planning.documents import PublishedDocuments
from builder.planning.ledger import Ledger
from builder.planning.manifest import Entry, why
from builder.planning.state import BuildState
from builder.planning.whole import Fingerprints, SitePlan
from builder.reading.parsed_cache import BodyReader
from builder.releasing.generation_files import IndexWriter, cached_guides, cached_loader, write_generation
from builder.releasing.last_build import Difference, LastBuild
from builder.releasing.rendering import Renderer, content_digest
from builder.releasing.report import BuildReport
from builder.releasing.switching import complete_spare, remove_files, switch, update_spare
from view.bulletin import Documents
from view.rendering.bundle import write_bundle
from view.untrusted.intact import damage
from view.workers import beside

#: With so many changed files the old tree is given their links by another process: with fewer that gains nothing, and
#: with more two processes would each come to have a copy of what both look at.
_MANY = range(2_000, 50_000)


@dataclass(slots=True)
class Options:
    """How to build. `at` None is now; `jobs` counts processes; `clean` trusts nothing of earlier builds."""

    at: str | None = None
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    clean: bool = False


@dataclass(frozen=True, slots=True)
class IndexTask:
    """The index of a `generation` that is to be written after a `change`."""

    generation: str
    change: Changed


@dataclass(slots=True)
class _Release:
    """A tree that is ready to go live: files `kept` as they are, `changed` and `removed`; `pages` of all are HTML.

    The state learns `entries` and the `common` inputs of templates; when it is `whole`, nothing else stays in it.
    `spare` tells how the spare tree differs from the live one.
    """

    entries: dict[str, Entry]
    common: Mapping[str, Fingerprint]
    kept: Callable[[], dict[str, Stat]]
    changed: set[str]
    removed: set[str]
    pages: int
    whole: bool
    spare: Callable[[], Difference]


class Releaser:
    """Releases plans of one site."""

    def __init__(
        self, places: SitePaths, inputs: BuildInputs, options: Options, write_index: IndexWriter, progress: Progress
    ) -> None:
        self.places, self.inputs, self.options = places, inputs, options
        self.write_index, self.progress = write_index, progress
        self.reader = BodyReader(places.cache)

    def index_change(self, before: Ledger, task: IndexTask) -> None:
        """Write the index after a change of the site that `before` tells of.

        Whether the index before is whole is told while this works; if it is not, what is written here is abandoned.
        """
        if task.generation == before.generation:
            return
        keys = {file: seen[4] for file, seen in before.files.items()} | task.change.keys

        def blocks(key: bytes) -> tuple[str, ...]:
            found = task.change.blocks.get(key)  # the cache need not have learned it yet
            return self.reader.blocks(key) if found is None else found

        published = published_after(before.rows, task.change)
        loader = cached_loader(self.reader, keys, self.inputs.at, task.change.records)
        documents = PublishedDocuments(published, cached_guides(self.reader, keys), loader, keys, blocks)
        previous = self.places.indexes / before.generation
        self._index(documents, task.generation, previous, 1, lambda done: None)

    def keep_live(self) -> None:
        """Remove all indexes but the one that the live pages name, whatever a build remembers.

        Others hold what is not published any more, or were not finished. An endpoint that has one of them open goes on
        with it.
        """
        live = live_generation(self.places)
        for folder in self.places.indexes.iterdir():
            if folder != live:
                remove_tree(folder)

    def release(
        self, plan: SitePlan, ledger: Ledger, state: BuildState, known: LastBuild | None, prints: Fingerprints | None,
        indexed: Iterator[None] | None = None,
    ) -> BuildReport:  # fmt: skip
        """Make what a plan asks for, put it live, and remember it in `state`.

        `known` is what the last build left, where only a change is planned. `prints` are the fingerprints of templates,
        given where everything is. `indexed` waits for the index of a change, which is being written.
        """
        model = plan.model
        report = BuildReport(
            generation=ledger.generation,
            next_due=ledger.next_due,
            warnings=[one for one in plan.problems if one.warning],
            bulletins=len(model.selection.published),
            guides=len(model.guides),
        )
        plan.outputs["generation.json"] = site_files.plan_generation(report.generation)
        release = self._render(plan, report, state, known, prints)
        if indexed:
            with self.progress.step("index"):
                next(indexed)
        else:
            plan.outputs.clear()  # the index takes the room
            published = model.selection.published
            documents = PublishedDocuments(published, model.guides, model.loader, model.keys, self.reader.blocks)
            with self.progress.step("index", report.bulletins) as step:
                previous = None if self.options.clean else live_generation(self.places)
                if previous and damage(previous):
                    previous = None
                self._index(documents, report.generation, previous, self.options.jobs, step.reach)
        with self.progress.step("switch"):
            self._put_live(release, state, ledger)
        self.keep_live()
        report.seconds = self.progress.seconds
        return report

    def _render(
        self,
        plan: SitePlan,
        report: BuildReport,
        state: BuildState,
        known: LastBuild | None,
        prints: Fingerprints | None,
    ) -> _Release:
        """Make the files whose fingerprint changed; what has other bytes than the live file waits in the spare tree."""
        manifest = state.manifest
        if known is not None:
            before, common = manifest.some(plan.outputs), manifest.common
            live = manifest.owned(plan.replanned) | {path: entry.stat for path, entry in before.items()}
            live |= {path: entry.stat for path, entry in manifest.some(plan.beyond - before.keys()).items()}
            live |= dict.fromkeys(strays(self.places), (0, 0, 0))
            pages, kept = manifest.pages, manifest.stats
        else:
            assert prints is not None  # noqa: S101 - given with every plan of everything
            live = dict(walk(self.places.site))
            before, kept = manifest.entries(), live.copy
            pages = sum(path.endswith(".html") for path in live)
            common = _common(prints, plan.templates)
        trusted = {path: entry for path, entry in before.items() if live.get(path) == entry.stat}
        pending: list[Output] = []
        entries: dict[str, Entry] = {}
        for path, output in plan.outputs.items():
            entry = trusted.get(path)
            old = manifest.common.get(entry.template, NO_DEPENDENCIES) if entry else NO_DEPENDENCIES
            reasons = why(entry, output.template, output.inputs, old, common.get(output.template, NO_DEPENDENCIES))
            if reasons or entry is None:
                pending.append(output)
                report.reasons[output.url] = reasons
            elif plan.change is None:
                entries[path] = replace(entry, owner=output.owner)
        made = self._make(pending, trusted, live, prints)
        for output in pending:
            digest, stat = made[output.path]
            stat = stat or live[output.path]
            entries[output.path] = Entry(output.owner, digest, stat, output.template, output.inputs)
        changed = {path for path, (_, stat) in made.items() if stat is not None}
        removed = live.keys() - plan.outputs.keys()
        _tell(report, pages, live, changed, removed)

        def resting() -> dict[str, Stat]:
            return {path: stat for path, stat in kept().items() if path not in changed and path not in removed}

        pages = report.pages_written + report.pages_unchanged
        spare = known.spare if known else lambda: None
        whole = plan.change is None
        return _Release(entries, common, resting, changed, removed, pages, whole, spare)

    def _put_live(self, release: _Release, state: BuildState, ledger: Ledger) -> None:
        """Complete the spare tree with what did not change, exchange it with the live one, then remember the release.

        In this order: killed in between, the state speaks of the tree before, which is not the live one any more; the
        next build sees that and plans everything (tests/test_atomic.py).
        """
        token = os.urandom(8).hex()
        spare_is_whole = not release.whole and self._spare_token == state.manifest.token
        follows = spare_is_whole
        if release.changed or release.removed:
            with readable():
                if spare_is_whole and _as_left(release):
                    remove_files(self.places.spare, release.removed)
                else:
                    kept, changed = release.kept(), release.changed
                    complete_spare(self.places.site, self.places.spare, kept, changed, new=self._spare_is_new)
                follows = switch(self.places.site, self.places.spare, "generation.json")
        many = len(release.changed) in _MANY
        with beside(self._follow, [release] if follows else [], self.options.jobs if many else 1) as followed:
            state.save(
                ledger, release.entries, release.removed, release.common, token, release.pages, whole=release.whole
            )
            list(followed)
        if follows:
            self.places.token.write_text(token, encoding="ascii")

    @readable()
    def _follow(self, release: _Release) -> None:
        update_spare(self.places.site, self.places.spare, release.changed, release.removed)

    @readable()
    def _make(
        self, pending: list[Output], trusted: dict[str, Entry], live: dict[str, Stat], prints: Fingerprints | None
    ) -> dict[str, tuple[bytes, Stat | None]]:
        def live_digest(path: str) -> bytes | None:
            if path in trusted:
                return trusted[path].digest
            if path not in live:
                return None
            place = self.places.site / path
            if place.is_symlink() or not place.is_file():  # a build leaves neither
                return None
            return content_digest(place.read_bytes())

        def tools() -> Tools:
            if prints is not None:  # it has compiled all templates, and workers share its memory
                return Tools(prints.environment, self.reader)
            return Tools(site_environment(self.places.root, self.inputs, self.places.compiled), self.reader)

        self._spare_token = (
            self.places.token.read_bytes().decode("ascii", "replace") if self.places.token.is_file() else None
        )
        self.places.token.unlink(missing_ok=True)  # until the tree follows again
        self._spare_is_new = not self.places.spare.exists()
        self.places.spare.mkdir(parents=True, exist_ok=True)
        renderer = Renderer(self.places.spare, tools, live_digest)
        made: dict[str, tuple[bytes, Stat | None]] = {}
        with self.progress.step("render", len(pending)) as step:
            for one in renderer.run(pending, self.options.jobs):
                made[one.path] = one.digest, one.stat
                step.advance()
        return made

    def _index(
        self, documents: Documents, name: str, previous: Path | None, jobs: int, reach: Callable[[int], None]
    ) -> None:
        """Write the generation's folder beside its place and rename it there; one that is live and whole stays."""
        folder = self.places.indexes / name
        if folder == live_generation(self.places) and not self.options.clean and not damage(folder):
            return
        inputs = self.inputs

        def write(beside: Path) -> None:
            assets = {one.name: one.url for one in inputs.assets}
            write_bundle(beside, inputs.settings, inputs.vocabulary, assets, inputs.templates)
            self.write_index(documents, beside, inputs.settings, inputs.vocabulary, previous, jobs, reach)

        write_generation(folder, previous, write)


def _common(prints: Fingerprints, templates: Iterable[str]) -> dict[str, Fingerprint]:
    return {name: prints.of(name) for name in templates}


def _as_left(release: _Release) -> bool:
    """Whether the spare tree has, beside what this build wrote there, what the last one left."""
    difference = release.spare()
    return difference is not None and release.changed.union(release.removed).issuperset(difference)


def _tell(report: BuildReport, pages: int, live: Mapping[str, Stat], changed: set[str], removed: set[str]) -> None:
    """Fill in what the report says of files; there were `pages` before, `live` has those of them that changed."""
    report.changed_urls = sorted(url_of(path) for path in changed)
    report.removed_urls = sorted(url_of(path) for path in removed)
    report.pages_written = sum(path.endswith(".html") for path in changed)
    report.pages_removed = sum(path.endswith(".html") for path in removed)
    report.pages_unchanged = pages - sum(path.endswith(".html") for path in live.keys() & (changed | removed))
    known = set(report.changed_urls)
    report.reasons = {url: reasons for url, reasons in report.reasons.items() if url in known}
