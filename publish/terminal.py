"""What the commands of publishing do and say."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from builder.base.progress import Progress
from builder.pages.outputs import url_of
from publish import following, verifying
from publish.deploying import Deployer, Outcome
from publish.following import Follower
from publish.hosting import write_hosting
from publish.notify import notifying
from publish.notify.notifying import Find, LiveSite
from publish.release import signing
from publish.release.gathering import Renew
from publish.release.history import DeployError
from publish.sources import is_remote, open_source
from publish.targets.folder import FolderTarget
from publish.targets.target import open_target
from view import clock
from view.problems import ContentError, MisusedError
from view.rendering.bundle import read_bundle
from view.settings.site_settings import Loaded, read_all
from view.untrusted.plain_json import parse_json

__all__ = [
    "DeployError",
    "NoKeyError",
    "deploy",
    "follow_release",
    "hosting",
    "notify",
    "rollback",
    "verify_release",
    "write_key",
]

Say = Callable[[str], None]


def deploy(
    root: Path, target: str, jobs: int, progress: Progress, say: Say, renew: Renew, *, dry_run: bool, force: bool
) -> None:  # fmt: skip
    """`build.py deploy TARGET`. DeployError and ContentError say what keeps it from being done."""
    deployer = _deployer(root, target, progress, say, renew)
    if not dry_run:
        _tell(deployer.deploy(jobs, force=force), say)
        return
    outcome = deployer.preview(jobs)
    for what, paths in (
        ("new", outcome.plan.new),
        ("changed", outcome.plan.changed),
        ("removed", outcome.plan.removed),
    ):
        for path in paths:
            say(f"{what:8} {url_of(path)}")
    say(f"release {outcome.release} would have {_counts(outcome)}; nothing was written")
    if outcome.refused and not force:
        say(f"but {outcome.refused}")


def rollback(
    root: Path, target: str, progress: Progress, say: Say, *, force: bool, lead: Callable[[str], None]
) -> None:
    """`build.py deploy TARGET --rollback`. DeployError without `force` when it would publish something again."""
    outcome = _deployer(root, target, progress, say, _no_renewal).rollback(force=force, lead=lead)
    say(f"returned to release {outcome.release}: {_counts(outcome)}; addresses to purge: {outcome.purge_file}")


def verify_release(root: Path, place: str, key: str, say: Say) -> None:
    """`build.py verify URL-or-DIR`. DeployError at the end when there is any fault, each of which is told before."""
    key = key or _settings(root).endpoint.deploy.verify_key
    count, faults = verifying.verify(open_source(place), key)
    found = 0
    for fault in faults:
        say(fault)
        found += 1
    if found:
        raise DeployError(f"{found} of {count} files are not as published")
    say(f"{count} files are as published; " + ("the signature is good" if key else "no key was given to check by"))


class NoKeyError(DeployError, MisusedError):
    """What follows from elsewhere would be believed without a reason: nothing was fetched."""


def follow_release(root: Path, place: str, every: float, say: Say, *, key: str, unsigned: bool, once: bool) -> None:
    """`build.py follow URL-or-DIR`. NoKeyError when nothing says why the source may be believed."""
    known = key or _settings(root).endpoint.deploy.verify_key
    if known and unsigned:
        raise NoKeyError("there is a key (--key or deploy.verify_key) and --unsigned; give one of them")
    if is_remote(place) and not known and not unsigned:
        raise NoKeyError(
            f"{place} is read over a network, and there is no key to check by: set deploy.verify_key or give --key; "
            "--unsigned says that this source is as trusted as the program"
        )
    if known:
        try:
            signing.read_public_key(known)
        except DeployError as error:
            raise NoKeyError(str(error)) from None
    follower = Follower(open_source(place), root, known, say)
    if not following.follow(follower, every, once=once):
        raise DeployError("the endpoint is not at the published generation")


def hosting(root: Path, folder: Path, say: Say) -> None:
    """`build.py hosting FOLDER`."""
    for path in write_hosting(root, _settings(root).site, folder):
        say(str(path))


def write_key(path: Path, say: Say) -> None:
    """`build.py make-key FILE`."""
    say(f'signing_key = "{path.absolute()}"\nverify_key = "{signing.make_key(path)}"')


def _settings(root: Path) -> Loaded:
    loaded = read_all(root, os.environ)
    if loaded.problems:
        raise ContentError(loaded.problems)
    return loaded


def _tell(outcome: Outcome, say: Say) -> None:
    say(f"release {outcome.release}: {_counts(outcome)}; addresses to purge: {outcome.purge_file}")


def _counts(outcome: Outcome) -> str:
    plan = outcome.plan
    return f"{len(plan.new)} files new, {len(plan.changed)} changed, {len(plan.removed)} removed"


def notify(root: Path, find: Find, say: Say, *, dry_run: bool) -> bool:
    """`build.py notify`: whether everybody was told. ContentError says what is wrong with the settings."""
    loaded = _settings(root)
    if not loaded.notify:
        say("site.toml has no [[notify]]: nobody is to be told")
        return True
    pointer = parse_json((root / "site" / "generation.json").read_bytes())
    bundle = read_bundle(root / "var" / "index" / str(pointer["generation"]))
    site = LiveSite(root, bundle.settings, loaded.endpoint.mail, bundle.environment, os.environ, find)
    return notifying.notify_all(site, loaded.notify, clock.current(bundle.settings.zone), say, dry_run=dry_run)


def _no_renewal(root: Path, jobs: int) -> None:
    """An older release is published as it was kept."""


def _deployer(root: Path, target: str, progress: Progress, say: Say, renew: Renew) -> Deployer:
    loaded = _settings(root)
    settings = loaded.endpoint.deploy
    opened = open_target(target, settings)
    if isinstance(opened, FolderTarget):
        opened.keep_out_of(*(root / name for name in ("site", "var", "state", "content")))
    return Deployer(root, opened, settings, loaded.site.base_url, progress, say, renew)
