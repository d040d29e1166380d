"""The whole build, top to bottom: load → parse → plan → render → index → put live."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from builder import site_files
from builder.cache import BodyReader, CacheLostError, ParsedCache
from builder.documents import PublishedDocuments, generation
from builder.inputs import Inputs, fingerprints, read_inputs, site_environment
from builder.loading import load
from builder.manifest import Entry, Manifest, load_manifest, save_manifest, walk
from builder.outputs import Output, Tools, url_of
from builder.planning import Fingerprints, Plan, make_plan
from builder.progress import Progress, Step
from builder.rendering import Made, Renderer, Stat, content_digest
from builder.replacing import exchange, remove_tree
from builder.report import Report
from builder.switching import complete_spare, follow, switch
from view.bundle import write_bundle
from view.document import Documents
from view.problems import ContentError, Problem
from view.settings import Settings
from view.vocabulary import Vocabulary

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
        content = load(root, inputs.settings, inputs.vocabulary, None, options.jobs, progress)
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
        self.environment = site_environment(root, inputs)

    def run(self) -> Report:
        plan, prints = self._plan()
        report = Report(
            generation=generation(plan.model, self.inputs.templates, self.inputs.assets),
            next_due=plan.model.selection.next_due,
            warnings=[one for one in plan.problems if one.warning],
            bulletins=len(plan.model.selection.published),
            guides=len(plan.model.guides),
        )
        plan.outputs["generation.json"] = site_files.plan_generation(report.generation)
        release = self._render(plan, prints, report)
        with self.progress.step("index", report.bulletins) as step:
            self._index(plan, report.generation, step)
        with self.progress.step("switch"):
            self._put_live(release)
        self._forget_old_generations(report.generation)
        report.seconds = self.progress.seconds
        return report

    def _plan(self) -> tuple[Plan, Fingerprints]:
        """Parse and plan; the cache keeps what was parsed only if nothing is wrong.

        A clean build begins another cache, and forgets what earlier builds left when nothing is wrong.
        """
        inputs, clean = self.inputs, self.options.clean
        path = self.var / "cache.new" / self.cache_path.name if clean else self.cache_path
        if clean:
            remove_tree(path.parent)
        store = ParsedCache(path)
        try:
            content = load(self.root, inputs.settings, inputs.vocabulary, store, self.options.jobs, self.progress)
            with self.progress.step("plan"):
                plan = make_plan(self.root, inputs.settings, inputs.vocabulary, content, inputs.assets, inputs.at)
                prints = fingerprints(self.environment, inputs, plan)
        except BaseException:
            store.rollback()
            raise
        store.commit(set(content.keys.values()), content.files)
        store.close()
        if clean:
            (self.var / "manifest").unlink(missing_ok=True)
            remove_tree(self.spare)
            remove_tree(self.cache_path.parent)
            path.parent.rename(self.cache_path.parent)
        return plan, prints

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
        bodies = BodyReader(self.cache_path)
        texts = PublishedDocuments(plan.model, bodies)
        jobs = self.options.jobs
        self.write_index(texts, beside, inputs.settings, inputs.vocabulary, previous, jobs, step.reach)
        bodies.close()
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

    def _render(self, plan: Plan, prints: Fingerprints, report: Report) -> _Release:
        """Make the files whose fingerprint changed; what has other bytes than the live file waits in the spare tree."""
        manifest = load_manifest(self.var / "manifest")
        live = dict(walk(self.site))
        trusted = {path: entry for path, entry in manifest.files.items() if live.get(path) == entry[1]}
        trusting = Manifest(trusted, manifest.common)
        pending: list[Output] = []
        files: dict[str, Entry] = {}
        for path, output in plan.outputs.items():
            why = trusting.why(path, output.template, output.inputs, prints.of(output.template))
            if why:
                pending.append(output)
                report.reasons[output.url] = why
            else:
                files[path] = trusted[path]
        made = self._make(pending, trusted, live)
        for output in pending:
            one = made[output.path]
            files[output.path] = (one.digest, one.stat or live[output.path], output.template, output.inputs)
        changed = {path for path, one in made.items() if one.stat is not None}
        removed = live.keys() - plan.outputs.keys()
        _tell(report, plan, changed, removed)
        common = {name: prints.of(name) for name in {one.template for one in plan.outputs.values()}}
        kept = {path: live[path] for path in plan.outputs if path not in changed}
        learnt = Manifest(files, common)
        return _Release(learnt, kept, changed, removed, learnt != manifest)

    def _put_live(self, release: _Release) -> None:
        """Complete the spare tree with what did not change, and exchange it with the live one."""
        if release.changed or release.removed:
            complete_spare(self.site, self.spare, release.kept, release.changed)
            if switch(self.site, self.spare, "generation.json"):
                follow(self.site, self.spare, release.changed, release.removed)
        if release.changed or release.removed or release.relearnt:
            save_manifest(self.var / "manifest", release.manifest)

    def _make(self, pending: list[Output], trusted: dict[str, Entry], live: dict[str, Stat]) -> dict[str, Made]:
        def live_digest(path: str) -> bytes | None:
            if path in trusted:
                return trusted[path][0]
            return content_digest((self.site / path).read_bytes()) if path in live else None

        def tools() -> Tools:
            return Tools(self.environment, BodyReader(self.cache_path))

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


@dataclass(slots=True)
class _Release:
    """A tree that is ready to go live: files `kept` as they are, `changed` and `removed`.

    `relearnt` when the manifest differs, though perhaps no file does.
    """

    manifest: Manifest
    kept: dict[str, Stat]
    changed: set[str]
    removed: set[str]
    relearnt: bool


def _tell(report: Report, plan: Plan, changed: set[str], removed: set[str]) -> None:
    """Fill in what the report says of files."""
    report.changed_urls = sorted(url_of(path) for path in changed)
    report.removed_urls = sorted(url_of(path) for path in removed)
    report.pages_written = sum(path.endswith(".html") for path in changed)
    report.pages_removed = sum(path.endswith(".html") for path in removed)
    report.pages_unchanged = sum(path.endswith(".html") for path in plan.outputs) - report.pages_written
    known = set(report.changed_urls)
    report.reasons = {url: why for url, why in report.reasons.items() if url in known}
