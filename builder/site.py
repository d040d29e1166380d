"""The whole build, top to bottom: load → parse → plan → render → index → put live."""

from __future__ import annotations

import errno
import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from builder.base.atomic import remove_tree
from builder.base.gc_pause import gc_paused
from builder.base.paths import SitePaths
from builder.base.progress import Progress
from builder.base.readable import readable
from builder.planning.build_inputs import (
    BuildInputs,
    fingerprints,
    read_inputs,
    site_environment,
    stamp_of,
)
from builder.planning.documents import generation
from builder.planning.increment import ContentChange, Increment, NotFewError, find_content_change
from builder.planning.ledger import Ledger, make_ledger, name_warnings
from builder.planning.state import BuildState
from builder.planning.whole import Fingerprints, SitePlan, plan_site
from builder.reading.loading import load_content
from builder.reading.parsed_cache import CacheLostError, ParsedCache
from builder.reading.scanning import Scanned, scan
from builder.releasing.generation_files import IndexWriter
from builder.releasing.last_build import LastBuild, Look, find_last_build
from builder.releasing.release import IndexTask, Options, Releaser
from builder.releasing.report import BuildReport
from view.problems import ContentError, Problem
from view.workers import beside


def check_site(root: Path, options: Options, progress: Progress) -> list[Problem]:
    """Every problem and warning of a site; reads only."""
    try:
        inputs = read_inputs(root, options.at, options.jobs)
        content = load_content(root, scan(root), inputs.settings, inputs.vocabulary, None, options.jobs, progress)
        plan = plan_site(
            root, inputs.settings, inputs.vocabulary, content, inputs.assets, inputs.at, progress, inputs.proofs
        )
        fingerprints(site_environment(root, inputs), inputs, plan.templates, plan.problems)
    except ContentError as error:
        return error.problems
    return plan.problems


def build_site(
    root: Path,
    options: Options,
    write_index: IndexWriter,
    progress: Progress,
    waiting: Callable[[], None] = lambda: None,
) -> BuildReport:
    """Build the site and its index and put both live.

    Raises ContentError with every problem, and then leaves all as it was. `waiting` is called when another build
    of the same site must end first.
    """
    is_new = not (root / "var").exists()
    with _lock(root / "var", waiting):
        try:
            inputs = read_inputs(root, options.at, options.jobs)  # not before: they may change while this waits
            try:
                return _Build(root, options, inputs, write_index, progress).run()
            except CacheLostError:
                remove_tree(root / "var" / "cache")
                return _Build(root, options, inputs, write_index, progress).run()
        except ContentError:
            if is_new:
                remove_tree(root / "var")
            raise
        except sqlite3.Error as error:  # of its own accord: a full disk, a file system without locks
            raise OSError(errno.EIO, f"cannot be written as a database ({error})", str(root / "var")) from error


@contextmanager
def _lock(var: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """One build of a site at a time; the lock ends with the process, however it ends."""
    with readable():
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
        self, root: Path, options: Options, inputs: BuildInputs, write_index: IndexWriter, progress: Progress
    ) -> None:
        self.places, self.options, self.inputs, self.progress = SitePaths(root), options, inputs, progress
        self.stamp = stamp_of(inputs)
        self.releaser = Releaser(self.places, inputs, options, write_index, progress)

    def run(self) -> BuildReport:
        if self.options.clean or self.inputs.problems:
            return self._everything(scan(self.places.root), None)
        look = Look(self.places)
        with beside(look, look.trees, self.options.jobs) as looks, gc_paused():  # meanwhile the content is looked at
            state = BuildState(self.places.state)
            try:
                ledger = state.ledger()
                scanned = scan(self.places.root)
                known = None
                names = ledger is not None and scanned.warnings == name_warnings(ledger)
                if names and not scanned.problems:
                    known = find_last_build(self.places, state, ledger, self.stamp, self.inputs.at, looks)
                if known is not None:
                    change = find_content_change(known.ledger, scanned.files, self.inputs.at)
                    if not change and known.holds():
                        return self._nothing(known)
                    if change and (report := self._release_change(known, change)):
                        return report
                return self._everything(scanned, state)
            finally:
                state.close()

    def _release_change(self, known: LastBuild, change: ContentChange) -> BuildReport | None:
        """Plan what the change touches and release it; None when everything is to be planned.

        Its index is written by a process of its own as soon as it is known what is published.
        """
        store = ParsedCache(self.places.cache)
        try:
            with self.progress.step("read", len(change.changed)):
                increment = Increment(self.places.root, self.inputs, known.ledger, change, store)
            task = IndexTask(increment.generation, increment.change)
            with beside(partial(self.releaser.index_change, known.ledger), [task], self.options.jobs) as indexed:
                with self.progress.step("plan"):
                    plan, ledger = increment.plan(known.manifest)
                if known.holds():
                    self._learn(store, known.ledger, ledger, change)
                    increment.committed(self.releaser.reader)
                    return self.releaser.release(plan, ledger, known.state, known, None, indexed)
        except NotFewError:
            pass
        finally:
            store.rollback()  # what was not committed
        self.releaser.keep_live()  # whoever began another one is gone
        return None

    @staticmethod
    def _learn(store: ParsedCache, before: Ledger, after: Ledger, change: ContentChange) -> None:
        """Have the cache keep what the change was parsed to, and forget what it was before."""
        looked_at = [one.file for one in change.changed if one.file in before.files]
        old = [before.files[file][4] for file in looked_at if before.files[file][4] != after.files[file][4]]
        store.forget([*old, *(before.files[file][4] for file in change.gone)], change.gone)
        store.commit()

    def _everything(self, scanned: Scanned, state: BuildState | None) -> BuildReport:
        """Plan all of it and release it; without a `state` of earlier builds a new one is begun."""
        plan, after, prints = self._plan_everything(scanned)
        if state is not None:
            return self.releaser.release(plan, after, state, None, prints)
        with closing(BuildState(self.places.state)) as fresh:
            return self.releaser.release(plan, after, fresh, None, prints)

    def _nothing(self, known: LastBuild) -> BuildReport:
        """The report of a build for which nothing is to do."""
        ledger, pages = known.ledger, known.manifest.pages
        self.releaser.keep_live()
        self.progress.seconds = dict.fromkeys(("read", "plan", "render", "index", "switch"), 0.0)
        return BuildReport(
            generation=ledger.generation, next_due=ledger.next_due, warnings=list(ledger.warnings),
            pages_unchanged=pages, bulletins=len(ledger.rows),
            guides=sum(file.startswith("content/guide/") for file in ledger.files), seconds=self.progress.seconds,
        )  # fmt: skip

    def _plan_everything(self, scanned: Scanned) -> tuple[SitePlan, Ledger, Fingerprints]:
        """Parse and plan; the cache keeps what was parsed only if nothing is wrong.

        A clean build begins another cache, and forgets what earlier builds left when nothing is wrong.
        """
        inputs, clean = self.inputs, self.options.clean
        path = self.places.var / "cache.new" / self.places.cache.name if clean else self.places.cache
        if clean:
            remove_tree(path.parent)
        store = ParsedCache(path)
        try:
            jobs, progress = self.options.jobs, self.progress
            content = load_content(self.places.root, scanned, inputs.settings, inputs.vocabulary, store, jobs, progress)
            with self.progress.step("plan"), gc_paused():
                plan = plan_site(
                    self.places.root, inputs.settings, inputs.vocabulary, content, inputs.assets, inputs.at, None,
                    inputs.proofs,
                )  # fmt: skip
                environment = site_environment(self.places.root, inputs)
                prints = fingerprints(environment, inputs, plan.templates, plan.problems)
                ledger = make_ledger(self.places.root, self.stamp, inputs, scanned.files, content, plan)
                ledger.generation = generation(plan.model.selection.published, plan.model.guides, inputs)
        except BaseException:
            store.rollback()
            raise
        store.commit(set(content.keys.values()), content.files)
        store.close()
        if clean:
            self.places.state.unlink(missing_ok=True)
            remove_tree(self.places.spare)
            remove_tree(self.places.cache.parent)
            path.parent.rename(self.places.cache.parent)
        return plan, ledger, prints
