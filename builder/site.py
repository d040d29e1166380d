"""The whole build, top to bottom: load → parse → plan → render → index → put live."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from builder import site_files
from builder.cache import BodyReader, CacheLostError, ParsedCache
from builder.documents import PublishedDocuments, generation
from builder.increment import Change, Increment, NotFewError, find_change
from builder.inputs import Inputs, fingerprints, read_inputs, site_environment, stamp_of
from builder.ledger import Ledger, ledger_of, load_ledger, make_ledger, save_ledger, signature
from builder.loading import ContentFile, load, scan
from builder.manifest import Entry, Manifest, Stat, unchanged, walk, why
from builder.outputs import Inputs as Fingerprint
from builder.outputs import Output, Tools, url_of
from builder.planning import Plan, make_plan
from builder.progress import Progress, Step
from builder.rendering import Made, Renderer, content_digest
from builder.replacing import exchange, remove_tree
from builder.report import Report
from builder.switching import complete_spare, follow, remove_files, switch
from view.bundle import write_bundle
from view.document import Documents
from view.problems import ContentError, Problem
from view.settings import Settings
from view.vocabulary import Vocabulary

#: In a tree of so many files strays are looked for too; of a larger one only the files that should be there.
WALKED = 5_000
#: How many index generations are kept, the live one included, for endpoints that have not switched yet.
KEPT_GENERATIONS = 3

#: Writes the index of some documents into a folder: (documents, folder, settings, vocabulary, previous generation or
#: None, jobs, progress).
IndexWriter = Callable[[Documents, Path, Settings, Vocabulary, Path | None, int, Callable[[int], None]], None]


@dataclass(slots=True)
class Options:
    """How to build. `at` None is now; `jobs` counts processes; `clean` trusts nothing of earlier builds."""

    at: str | None = None
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    clean: bool = False


def check(root: Path, options: Options, progress: Progress) -> list[Problem]:
    """Every problem and warning of a site; reads only."""
    try:
        inputs = read_inputs(root, options.at, options.jobs)
        content = load(scan(root), inputs.settings, inputs.vocabulary, None, options.jobs, progress)
        plan = make_plan(root, inputs.settings, inputs.vocabulary, content, inputs.assets, inputs.at)
        fingerprints(site_environment(root, inputs), inputs, plan)
    except ContentError as error:
        return error.problems
    return plan.problems


def build(
    root: Path,
    options: Options,
    write_index: IndexWriter,
    progress: Progress,
    waiting: Callable[[], None] = lambda: None,
) -> Report:
    """Build the site and its index and put both live.

    Raises ContentError with every problem, and then leaves all as it was. `waiting` is called when another build
    of the same site must end first.
    """
    inputs = read_inputs(root, options.at, options.jobs)
    is_new = not (root / "var").exists()
    with _lock(root / "var", waiting):
        try:
            try:
                return _Build(root, options, inputs, write_index, progress).run()
            except CacheLostError:
                remove_tree(root / "var" / "cache")
                return _Build(root, options, inputs, write_index, progress).run()
        except ContentError:
            if is_new:
                remove_tree(root / "var")
            raise


@contextmanager
def _lock(var: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """One build of a site at a time; the lock ends with the process, however it ends."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "build.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class _Build:
    """One build under the lock."""

    def __init__(
        self, root: Path, options: Options, inputs: Inputs, write_index: IndexWriter, progress: Progress
    ) -> None:
        self.options, self.inputs, self.write_index, self.progress = options, inputs, write_index, progress
        self.root = root
        self.site, self.var = root / "site", root / "var"
        self.spare, self.cache_path = self.var / "spare", self.var / "cache" / "parsed.sqlite"
        self.ledger_path, self.manifest_path = ledger_of(root), self.var / "manifest"
        self.token_path = self.var / "spare.token"
        self.stamp = stamp_of(inputs)
        self.reader = BodyReader(self.cache_path)

    def run(self) -> Report:
        self.ledger = None if self.options.clean else load_ledger(self.ledger_path)
        scanned = scan(self.root)
        known = None if scanned[1] else self._known()
        if known is None:
            return self._release(*self._plan_everything(scanned), None)
        change = find_change(known.ledger, scanned[0])
        if not change:
            return self._nothing(known)
        planned = self._plan_change(known, change)
        if planned is None:
            known.manifest.close()
            return self._release(*self._plan_everything(scanned), None)
        return self._release(*planned, known)

    def _known(self) -> Known | None:
        """What the last build left, when all of it is as it was and only the content may have changed."""
        ledger = self.ledger
        if ledger is None or ledger.stamp != self.stamp or not ledger.holds_at(self.inputs.at):
            return None
        if not (self.var / "index" / ledger.generation).is_dir() or not self.cache_path.is_file():
            return None
        try:
            if file_time(self.manifest_path) != ledger.manifest:
                return None
            if any(signature(self.root / path) != seen for path, seen in ledger.beside.items()):
                return None
        except OSError:
            return None
        manifest = Manifest(self.manifest_path)
        stats = manifest.stats()
        whole = dict(walk(self.site)) == stats if len(stats) <= WALKED else unchanged(self.site, stats)
        if whole and stats:
            return Known(ledger, manifest, stats)
        manifest.close()
        return None

    def _nothing(self, known: Known) -> Report:
        """The report of a build for which nothing is to do."""
        ledger, stats = known.ledger, known.stats
        known.manifest.close()
        self.progress.seconds = dict.fromkeys(("read", "plan", "render", "index", "switch"), 0.0)
        return Report(
            generation=ledger.generation, next_due=ledger.next_due, warnings=list(ledger.warnings),
            pages_unchanged=sum(path.endswith(".html") for path in stats), bulletins=len(ledger.rows),
            guides=sum(file.startswith("content/guide/") for file in ledger.files), seconds=self.progress.seconds,
        )  # fmt: skip

    def _plan_change(self, known: Known, change: Change) -> tuple[Plan, Ledger] | None:
        """The plan of what the change touches, or None when everything is to be planned."""
        store = ParsedCache(self.cache_path)
        before = known.ledger.files
        try:
            with self.progress.step("read", len(change.changed)):
                increment = Increment(self.root, self.inputs, known.ledger, change, store)
            with self.progress.step("plan"):
                plan, ledger = increment.plan(known.manifest)
        except NotFewError:
            store.rollback()
            return None
        except BaseException:
            store.rollback()
            raise
        old = {file: seen[4] for file, seen in before.items() if ledger.files.get(file, seen)[4] != seen[4]}
        store.forget([*old.values(), *(before[file][4] for file in change.gone)], change.gone)
        store.commit()
        store.close()
        increment.committed(self.reader)
        return plan, ledger

    def _plan_everything(self, scanned: tuple[list[ContentFile], list[Problem]]) -> tuple[Plan, Ledger]:
        """Parse and plan; the cache keeps what was parsed only if nothing is wrong.

        A clean build begins another cache, and forgets what earlier builds left when nothing is wrong.
        """
        inputs, clean = self.inputs, self.options.clean
        path = self.var / "cache.new" / self.cache_path.name if clean else self.cache_path
        if clean:
            remove_tree(path.parent)
        store = ParsedCache(path)
        try:
            content = load(scanned, inputs.settings, inputs.vocabulary, store, self.options.jobs, self.progress)
            with self.progress.step("plan"):
                plan = make_plan(self.root, inputs.settings, inputs.vocabulary, content, inputs.assets, inputs.at)
                self._prints = fingerprints(site_environment(self.root, inputs), inputs, plan)
                ledger = make_ledger(self.root, self.stamp, inputs.at, scanned[0], content, plan)
        except BaseException:
            store.rollback()
            raise
        store.commit(set(content.keys.values()), content.files)
        store.close()
        if clean:
            self.manifest_path.unlink(missing_ok=True)
            remove_tree(self.spare)
            remove_tree(self.cache_path.parent)
            path.parent.rename(self.cache_path.parent)
        return plan, ledger

    def _release(self, plan: Plan, ledger: Ledger, known: Known | None) -> Report:
        """Make what a plan asks for, put it live, and remember it."""
        inputs = self.inputs
        model = plan.model
        ledger.generation = generation(model, inputs.templates, inputs.assets)
        report = Report(
            generation=ledger.generation,
            next_due=ledger.next_due,
            warnings=[one for one in plan.problems if one.warning],
            bulletins=len(model.selection.published),
            guides=len(model.guides),
        )
        plan.outputs["generation.json"] = site_files.plan_generation(report.generation)
        release = self._render(plan, report, known)
        with self.progress.step("index", report.bulletins) as step:
            self._index(plan, report.generation, step)
        with self.progress.step("switch"):
            self._put_live(release)
            ledger.manifest = file_time(self.manifest_path)
            save_ledger(self.ledger_path, ledger)
        self._forget_old_generations(report.generation)
        report.seconds = self.progress.seconds
        return report

    def _index(self, plan: Plan, name: str, step: Step) -> None:
        """Write the generation's folder beside its place and rename it there; one that exists is the right one."""
        folder = self.var / "index" / name
        if folder.is_dir() and not self.options.clean:
            return
        beside = self.var / "index" / f".{name}.new"
        remove_tree(beside)
        beside.mkdir(parents=True)
        inputs = self.inputs
        assets = {one.name: one.url for one in inputs.assets}
        write_bundle(beside, inputs.settings, inputs.vocabulary, assets, inputs.templates)
        previous = None if self.options.clean else self._live_generation()
        texts = PublishedDocuments(plan.model, self.reader)
        jobs = self.options.jobs
        self.write_index(texts, beside, inputs.settings, inputs.vocabulary, previous, jobs, step.reach)
        if folder.is_dir() and exchange(beside, folder):
            remove_tree(beside)
        else:
            remove_tree(folder)
            beside.rename(folder)

    def _live_generation(self) -> Path | None:
        try:
            name = json.loads((self.site / "generation.json").read_text())["generation"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        folder = self.var / "index" / str(name)
        return folder if folder.is_dir() else None

    def _render(self, plan: Plan, report: Report, known: Known | None) -> _Release:
        """Make the files whose fingerprint changed; what has other bytes than the live file waits in the spare tree."""
        if known is None:
            manifest, live = self._trusted_manifest(), dict(walk(self.site))
            before = manifest.entries()
            prints = {name: self._prints.of(name) for name in {one.template for one in plan.outputs.values()}}
        else:
            manifest, live = known.manifest, known.stats
            before, prints = manifest.some(plan.outputs), manifest.common
        trusted = {path: entry for path, entry in before.items() if live.get(path) == entry.stat}
        pending: list[Output] = []
        entries: dict[str, Entry] = {}
        for path, output in plan.outputs.items():
            entry = trusted.get(path)
            old = manifest.common.get(entry.template, ()) if entry else ()
            reasons = why(entry, output.template, output.inputs, old, prints.get(output.template, ()))
            if reasons or entry is None:
                pending.append(output)
                report.reasons[output.url] = reasons
            elif plan.whole:
                entries[path] = replace(entry, owner=output.owner)
        made = self._make(pending, trusted, live)
        for output in pending:
            one = made[output.path]
            stat = one.stat or live[output.path]
            entries[output.path] = Entry(output.owner, one.digest, stat, output.template, output.inputs)
        changed = {path for path, one in made.items() if one.stat is not None}
        removed = (live if plan.whole else manifest.owned(plan.replanned)).keys() - plan.outputs.keys()
        _tell(report, live, changed, removed)
        kept = {path: stat for path, stat in live.items() if path not in changed and path not in removed}
        return _Release(manifest, entries, prints, kept, changed, removed, plan.whole)

    def _trusted_manifest(self) -> Manifest:
        """The manifest, begun again where no ledger vouches that nobody has written to it since."""
        try:
            vouched = self.ledger is not None and file_time(self.manifest_path) == self.ledger.manifest
        except OSError:
            vouched = False
        if not vouched:
            self.manifest_path.unlink(missing_ok=True)
        return Manifest(self.manifest_path)

    def _put_live(self, release: _Release) -> None:
        """Complete the spare tree with what did not change, and exchange it with the live one."""
        token = secrets.token_hex(8)
        spare_is_whole = not release.whole and self.spare_token == release.manifest.token
        follows = spare_is_whole
        if release.changed or release.removed:
            if spare_is_whole and unchanged(self.spare, release.kept):
                remove_files(self.spare, release.removed)
            else:
                complete_spare(self.site, self.spare, release.kept, release.changed)
            follows = switch(self.site, self.spare, "generation.json")
            if follows:
                follow(self.site, self.spare, release.changed, release.removed)
        release.manifest.save(release.entries, release.removed, release.common, token, whole=release.whole)
        release.manifest.close()
        if follows:
            self.token_path.write_text(token, encoding="ascii")

    def _make(self, pending: list[Output], trusted: dict[str, Entry], live: dict[str, Stat]) -> dict[str, Made]:
        def live_digest(path: str) -> bytes | None:
            if path in trusted:
                return trusted[path].digest
            return content_digest((self.site / path).read_bytes()) if path in live else None

        def tools() -> Tools:
            return Tools(site_environment(self.root, self.inputs), self.reader)

        self.spare_token = self.token_path.read_text(encoding="ascii") if self.token_path.is_file() else None
        self.token_path.unlink(missing_ok=True)  # until the tree follows again
        self.spare.mkdir(parents=True, exist_ok=True)
        renderer = Renderer(self.spare, tools, live_digest)
        made = {}
        with self.progress.step("render", len(pending)) as step:
            for one in renderer.run(pending, self.options.jobs):
                made[one.path] = one
                step.advance()
        return made

    def _forget_old_generations(self, name: str) -> None:
        """Keep the live generation and the few before it, which endpoints may still be serving."""
        folders = [one for one in (self.var / "index").iterdir() if one.is_dir() and one.name != name]
        stale = [one for one in folders if one.name.startswith(".")]
        others = sorted((one for one in folders if one not in stale), key=lambda one: one.stat().st_mtime, reverse=True)
        for folder in [*stale, *others[KEPT_GENERATIONS - 1 :]]:
            remove_tree(folder)


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


@dataclass(slots=True)
class _Release:
    """A tree that is ready to go live: files `kept` as they are, `changed` and `removed`.

    The manifest learns `entries` and the `common` inputs of templates; when it is `whole`, nothing else stays in it.
    """

    manifest: Manifest
    entries: dict[str, Entry]
    common: Mapping[str, Fingerprint]
    kept: dict[str, Stat]
    changed: set[str]
    removed: set[str]
    whole: bool


def _tell(report: Report, live: Mapping[str, Stat], changed: set[str], removed: set[str]) -> None:
    """Fill in what the report says of files."""
    report.changed_urls = sorted(url_of(path) for path in changed)
    report.removed_urls = sorted(url_of(path) for path in removed)
    report.pages_written = sum(path.endswith(".html") for path in changed)
    report.pages_removed = sum(path.endswith(".html") for path in removed)
    before = sum(path.endswith(".html") for path in live)
    report.pages_unchanged = before - sum(path.endswith(".html") for path in live.keys() & (changed | removed))
    known = set(report.changed_urls)
    report.reasons = {url: reasons for url, reasons in report.reasons.items() if url in known}
