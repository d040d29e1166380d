"""What the commands of publishing do and say."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from builder.outputs import url_of
from builder.progress import Progress
from publish.deploying import Deployer, Outcome
from publish.history import DeployError
from publish.targets import open_target
from view.problems import ContentError
from view.settings import read_all

__all__ = ["DeployError", "deploy", "rollback"]

Say = Callable[[str], None]


def deploy(
    root: Path, target: str, jobs: int, progress: Progress, say: Say, *, dry_run: bool, force: bool
) -> None:  # fmt: skip
    """`build.py deploy TARGET`. DeployError and ContentError say what keeps it from being done."""
    deployer = _deployer(root, target, progress, say)
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


def rollback(root: Path, target: str, progress: Progress, say: Say) -> None:
    """`build.py deploy TARGET --rollback`."""
    outcome = _deployer(root, target, progress, say).rollback()
    say(f"returned to release {outcome.release}: {_counts(outcome)}; addresses to purge: {outcome.purge_file}")


def _tell(outcome: Outcome, say: Say) -> None:
    say(f"release {outcome.release}: {_counts(outcome)}; addresses to purge: {outcome.purge_file}")


def _counts(outcome: Outcome) -> str:
    plan = outcome.plan
    return f"{len(plan.new)} files new, {len(plan.changed)} changed, {len(plan.removed)} removed"


def _deployer(root: Path, target: str, progress: Progress, say: Say) -> Deployer:
    loaded = read_all(root, os.environ)
    if loaded.problems:
        raise ContentError(loaded.problems)
    settings = loaded.endpoint.deploy
    return Deployer(root, open_target(target, settings), settings, loaded.site.base_url, progress, say)
