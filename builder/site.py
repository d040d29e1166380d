"""The whole build, top to bottom: load → parse → plan → render → index → put live."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from builder.base.atomic import remove_tree
from builder.base.gc_pause import uncollected
from builder.base.paths import Places
from builder.base.progress import Progress
from builder.pages.outputs import Tools
from builder.planning.build_inputs import (
    Inputs,
    fingerprints,
    kept_environment,
    read_inputs,
    site_environment,
    stamp_of,
)
from builder.planning.documents import generation
from builder.planning.increment import Change, Increment, NotFewError, find_change
from builder.planning.ledger import Ledger, load_ledger, make_ledger, name_warnings
from builder.planning.whole import Fingerprints, Plan, make_plan
from builder.reading.loading import load
from builder.reading.parsed_cache import BodyReader, CacheLostError, ParsedCache
from builder.reading.scanning import ContentFile, Scanned
from builder.releasing.last_build import Known, Look, find_known
from builder.releasing.release import Indexer, IndexTask, IndexWriter, Options, Releaser
from builder.releasing.report import Report
from view.problems import ContentError, Problem
from view.workers import beside, prepared


def check(root: Path, options: Options, progress: Progress) -> list[Problem]:
    """Every problem and warning of a site; reads only."""
    try:
        inputs = read_inputs(root, options.at, options.jobs)
        content = load(root, options.scan(root), inputs.settings, inputs.vocabulary, None, options.jobs, progress)
        plan = make_plan(root, inputs.settings, inputs.vocabulary, content, inputs.assets, inputs.at)
        fingerprints(site_environment(root, inputs), inputs, plan.templates, plan.problems)
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


def rehearse(root: Path, options: Options) -> None:
    """Plan and render what a change of the newest bulletin would touch, and keep nothing on the disk.

    Whoever does so has loaded, compiled and remembered what the first change of a site needs.
    """
    places, inputs = Places(root), read_inputs(root, options.at, options.jobs)
    ledger = load_ledger(places.ledger)
    known = find_known(places, ledger, stamp_of(inputs), inputs.at, iter(()))
    if known is None or not known.ledger.rows:
        return
    file = known.ledger.rows[-1].file
    stat = known.ledger.files[file][:4]
    before = replace(known.ledger, files={**known.ledger.files, file: (*stat, b"")})
    store, reader = ParsedCache(places.cache), BodyReader(places.cache)
    try:
        increment = Increment(root, inputs, before, Change([ContentFile(file, stat)], []), store)
        plan, _ = increment.plan(known.manifest)
        tools = Tools(kept_environment(root, inputs, places.compiled), reader)
        for output in plan.outputs.values():
            output.make(tools)
    except NotFewError:
        pass
    finally:
        store.rollback()
        reader.close()
        known.manifest.close()


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
        self.places, self.options, self.inputs, self.progress = Places(root), options, inputs, progress
        self.stamp = stamp_of(inputs)
        self.releaser = Releaser(self.places, inputs, options, write_index, progress)

    def run(self) -> Report:
        if self.options.clean:
            return self._everything(self.options.scan(self.places.root), None)
        look = Look(self.places)
        with beside(look, look.trees, self.options.jobs) as looks, uncollected():  # meanwhile the content is looked at
            ledger = load_ledger(self.places.ledger)
            scanned = self.options.scan(self.places.root)
            names = ledger is not None and scanned.warnings == name_warnings(ledger)
            told = scanned.problems or not names
            known = None if told else find_known(self.places, ledger, self.stamp, self.inputs.at, looks)
            if known is not None:
                change = find_change(known.ledger, scanned.files)
                if not change and known.holds():
                    return self._nothing(known)
                if change and (report := self._release_change(known, change)):
                    return report
                known.manifest.close()
        return self._everything(scanned, ledger)

    def _release_change(self, known: Known, change: Change) -> Report | None:
        """Plan what the change touches and release it; None when everything is to be planned."""
        index = partial(self.releaser.index_change, known.ledger)
        prepare = partial(self.options.prepare, self.inputs.vocabulary)
        with prepared(index, prepare, self.options.jobs) as begin_index:
            if (planned := self._plan_change(known, change, begin_index)) and known.holds():
                plan, ledger, indexed = planned
                return self.releaser.release(plan, ledger, known, None, indexed)
        self.releaser.abandon_index()  # what began it is gone
        return None

    def _everything(self, scanned: Scanned, before: Ledger | None) -> Report:
        plan, after, prints = self._plan_everything(scanned)
        return self.releaser.release(plan, after, before, prints)

    def _nothing(self, known: Known) -> Report:
        """The report of a build for which nothing is to do."""
        ledger, pages = known.ledger, known.manifest.pages
        known.manifest.close()
        self.progress.seconds = dict.fromkeys(("read", "plan", "render", "index", "switch"), 0.0)
        return Report(
            generation=ledger.generation, next_due=ledger.next_due, warnings=list(ledger.warnings),
            pages_unchanged=pages, bulletins=len(ledger.rows),
            guides=sum(file.startswith("content/guide/") for file in ledger.files), seconds=self.progress.seconds,
        )  # fmt: skip

    def _plan_change(
        self, known: Known, change: Change, begin_index: Indexer
    ) -> tuple[Plan, Ledger, Iterator[None]] | None:
        """The plan of what the change touches, or None when everything is to be planned.

        Its index is begun as soon as it is known what is published, and written meanwhile.
        """
        store = ParsedCache(self.places.cache)
        before = known.ledger.files
        try:
            with self.progress.step("read", len(change.changed)):
                increment = Increment(self.places.root, self.inputs, known.ledger, change, store)
            indexed = begin_index(IndexTask(increment.generation, increment.change))
            with self.progress.step("plan"):
                plan, ledger = increment.plan(known.manifest)
        except NotFewError:
            store.rollback()
            return None
        except BaseException:
            store.rollback()
            raise
        looked_at = [one.file for one in change.changed if one.file in before]
        old = [before[file][4] for file in looked_at if before[file][4] != ledger.files[file][4]]
        store.forget([*old, *(before[file][4] for file in change.gone)], change.gone)
        store.commit()
        store.close()
        increment.committed(self.releaser.reader)
        return plan, ledger, indexed

    def _plan_everything(self, scanned: Scanned) -> tuple[Plan, Ledger, Fingerprints]:
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
            content = load(self.places.root, scanned, inputs.settings, inputs.vocabulary, store, jobs, progress)
            with self.progress.step("plan"), uncollected():
                plan = make_plan(
                    self.places.root, inputs.settings, inputs.vocabulary, content, inputs.assets, inputs.at
                )
                environment = kept_environment(self.places.root, inputs, self.places.compiled)
                prints = fingerprints(environment, inputs, plan.templates, plan.problems)
                ledger = make_ledger(self.places.root, self.stamp, inputs, scanned.files, content, plan)
                ledger.generation = generation(plan.model.selection.published, plan.model.guides, inputs)
        except BaseException:
            store.rollback()
            raise
        store.commit(set(content.keys.values()), content.files)
        store.close()
        if clean:
            self.places.manifest.unlink(missing_ok=True)
            remove_tree(self.places.spare)
            remove_tree(self.places.cache.parent)
            path.parent.rename(self.places.cache.parent)
        return plan, ledger, prints
