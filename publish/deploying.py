"""`deploy` and `deploy --rollback`: from what a target has to what it shall have, step by safe step."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from builder.base.atomic import write_atomically
from builder.base.progress import Progress
from builder.pages.outputs import url_of
from publish.release.announcing import MANIFEST, next_place, place_of, placed
from publish.release.compression import original_of
from publish.release.gathering import Collector, Renew
from publish.release.history import DeployError, History, Release, State
from publish.release.plan import ASSETS, MACHINES, DeployPlan, Phase, is_page, plan_deploy, removed_share, urls_to_purge
from publish.returning import returning
from publish.targets.target import Target
from view.hosts import is_loopback, is_unspecified
from view.rendering.bundle import base_url_of
from view.settings.deploy_settings import Deploy
from view.untrusted.plain_json import parse_json
from view.urls import absolute


@dataclass(slots=True)
class Outcome:
    """What a deploy did, or would do."""

    release: int
    plan: DeployPlan
    purge_file: Path
    refused: str = ""


def _now() -> datetime:
    return datetime.now(UTC)


class Deployer:
    """Deploys one site to one target."""

    def __init__(
        self, root: Path, target: Target, settings: Deploy, base_url: str, progress: Progress,
        say: Callable[[str], None], renew: Renew, now: Callable[[], datetime] = _now,
    ) -> None:  # fmt: skip
        self.root, self.target, self.settings, self.base_url = root, target, settings, base_url
        self.progress, self.say, self.renew, self._now = progress, say, renew, now
        self.history = History(root, target.name)

    def preview(self, jobs: int) -> Outcome:
        """What a deploy would do to the pages; nothing is written anywhere."""
        state = self.history.state()
        collector = Collector(self.root, jobs, self.progress)
        built = collector.look(remember=False)
        self._refuse_loopback(built.generation)
        files = built.files
        there = {path: digest for path, digest in self._there(state, files).items() if not original_of(path)}
        there = {path: digest for path, digest in there.items() if not path.startswith("_release/")}
        plan = plan_deploy(files, there, [path for path in there if path.startswith(ASSETS)])
        return Outcome(state.last + 1, plan, self.history.purge_file, self._refusal(plan, there))

    def deploy(self, jobs: int, *, force: bool) -> Outcome:
        """Publish what is built; finishes what an interrupted deploy began. DeployError changes nothing further."""
        with self.history.lock():
            state = self.history.state()
            collector = Collector(self.root, jobs, self.progress)
            with collector.unchanging():
                built = collector.look(remember=True)
                self._refuse_loopback(built.generation)
                current = self.history.release(state.current)
                place = place_of(self.history, current.files if current else {})
                texts = collector.texts(built)
                files = collector.collect(self.history, built, self.settings.signing_key, place, self.renew)
            if state.unfinished:
                self.say(f"release {state.unfinished} was interrupted; this deploy goes on from what is there")
            # What an interrupted one announced may have been taken already; then the same again needs a later place.
            if current and current.files == files and state.unfinished in (0, state.current):
                return self._publish(state, current, force=force)
            files = self._after_all_others(files)
            release = Release(state.last + 1, built.generation, state.current, files, texts)
            return self._publish(state, release, force=force)

    def rollback(self, *, force: bool, lead: Callable[[str], None] = lambda _: None) -> Outcome:
        """Return to the release before; from an interrupted deploy to the last whole release.

        What this publishes again is said; where there is such, DeployError unless it is to be done by `force`.
        `lead` is told the generation before anything changes, and may refuse by raising.
        """
        with self.history.lock():
            state = self.history.state()
            current = self.history.release(state.current)
            if state.unfinished > state.current:  # a deploy was interrupted
                wanted = current
            elif 0 < state.unfinished < state.current:  # a rollback was
                wanted = self.history.release(state.unfinished)
            else:
                wanted = self.history.release(current.previous) if current else None
            if wanted is None:
                raise DeployError("there is no earlier release of this target to return to")
            self._tell_returning(state, wanted, force=force)
            lead(wanted.generation)
            return self._publish(state, replace(wanted, files=self._after_all_others(wanted.files)), force=True)

    def _after_all_others(self, files: dict[str, str]) -> dict[str, str]:
        """The files of a release with a place after all that were published: followers take no older one."""
        signing_key = self.settings.signing_key
        key = self.root / signing_key if signing_key else None
        return placed(self.history, files, key, next_place(self.history, self._now()))

    def _refuse_loopback(self, generation: str) -> None:
        """Pages, feeds and the site map name the site's address; those of this machine would lead readers to theirs."""
        for url in (self.base_url, base_url_of(self.root / "var" / "index" / generation)):
            host = urlsplit(url).hostname or ""
            if is_loopback(host) or is_unspecified(host):
                raise DeployError(
                    f"base_url is {url}, where no reader finds this site: set it in site.toml to the address that they "
                    "see, build and deploy again"
                )

    def _tell_returning(self, state: State, wanted: Release, *, force: bool) -> None:
        """Say what readers would see again with the release that is wanted; DeployError when that needs `force`."""
        left = self.history.release(max(state.current, state.unfinished))
        lines = returning(self.history, wanted, left) if left else []
        for line in lines:
            self.say(line)
        if lines and not force:
            raise DeployError(
                f"release {wanted.number} would publish again what is listed above ({len(lines)}), which was taken "
                "away or replaced since. Nothing was changed; --force does it all the same"
            )

    def _publish(self, state: State, release: Release, *, force: bool) -> Outcome:
        there = self._there(state, release.files)
        kept = self._keep_assets(state, release, there)
        plan = plan_deploy(release.files, there, kept)
        refusal = "" if force else self._refusal(plan, there)
        if refusal:
            raise DeployError(refusal)
        gone = {path for path in state.there if path not in there}
        state.unpurged |= gone
        for path in gone:
            del state.there[path]
        state.unfinished = release.number
        state.last = max(state.last, release.number)
        self.history.add(release)
        self.history.save(state)
        self._upload(plan, release)
        state = self.history.state()
        self._finish(state, release)
        return Outcome(release.number, plan, self.history.purge_file)

    def _there(self, state: State, wanted: dict[str, str]) -> dict[str, str]:
        """Path → digest of what we once put there; empty where it is not known any more. Other files are not ours."""
        survey = self.target.survey()
        ours = set(state.there) | set(wanted)
        # Whoever put them: a server would show such a twin instead of our page, and an index there was one of ours.
        ours |= {path for path in survey if original_of(path) in wanted or path.startswith(MACHINES)}
        if not state.there:
            ours |= self._published_before()
        found = {}
        for path in survey.keys() & ours:
            digest, token = state.there.get(path, ("", ""))
            found[path] = digest if token == survey[path] else ""
        return found

    def _published_before(self) -> set[str]:
        """What the target's own manifest names, where our history is lost."""
        data = self.target.read(MANIFEST)
        try:
            return {*parse_json(data or b"{}").get("files", ()), MANIFEST}
        except (ValueError, AttributeError):
            return set()

    def _keep_assets(self, state: State, release: Release, there: dict[str, str]) -> list[str]:
        """Assets that only pages in readers' browsers use stay for some releases more."""
        unused = [path for path in there if path.startswith(ASSETS) and path not in release.files]
        state.retired = {path: state.retired.get(path, state.turn) for path in unused}
        return [path for path in unused if state.turn - state.retired[path] < self.settings.keep_assets]

    def _refusal(self, plan: DeployPlan, there: dict[str, str]) -> str:
        share = removed_share(plan, there)
        if share <= self.settings.max_removed_share:
            return ""
        pages = sum(map(is_page, plan.removed))
        return (
            f"this would remove {pages} pages, {share:.0%} of what is published; deploy.max_removed_share allows "
            f"{self.settings.max_removed_share:.0%}. Nothing was changed; --force does it all the same"
        )

    def _upload(self, plan: DeployPlan, release: Release) -> None:
        with self.history.journal() as journal, self.progress.step("upload", plan.files) as step:
            for phase in Phase:
                if groups := plan.phases.get(phase):
                    self.target.apply(groups, release.files, self.history.sound, journal, step.advance)
        self.target.finish()

    def _finish(self, state: State, release: Release) -> None:
        state.turn += state.current != release.number
        state.current, state.unfinished = release.number, 0
        self.history.save(state)
        self.history.forget(self._chain(release))
        self._purge(state, release)
        self.history.save(state)

    def _chain(self, release: Release) -> Iterator[int]:
        """A release and those before it that are kept to return to."""
        one: Release | None = release
        for _ in range(self.settings.keep_releases):
            if one is None:
                return
            yield one.number
            one = self.history.release(one.previous)

    def _purge(self, state: State, release: Release) -> None:
        """Say which addresses answer differently now, and have caches forget them."""
        paths = urls_to_purge(state.unpurged)
        urls = [absolute(self.base_url, url_of(path)) for path in paths]
        everything = bool(state.unpurged & {"_headers"})
        data = {"release": release.number, "generation": release.generation, "everything": everything, "urls": urls}
        write_atomically(self.history.purge_file, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
        if self.settings.purge_command and (urls or everything):
            self._run_purge_command()
        state.unpurged = set()

    def _run_purge_command(self) -> None:
        command = [*self.settings.purge_command, str(self.history.purge_file)]
        with self.progress.step("purge"):
            try:
                ended = subprocess.run(command, timeout=self.settings.purge_seconds, check=False)  # noqa: S603
                why = f"ended with {ended.returncode}" if ended.returncode else ""
            except (OSError, subprocess.TimeoutExpired) as error:
                why = f"failed: {error}"
        if why:
            raise DeployError(f"published, but deploy.purge_command {why}; deploy again to repeat it")
