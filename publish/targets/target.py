"""What a deploy needs of a place that pages are served from, and which place a TARGET names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from publish.release.history import DeployError, Journal
from publish.release.plan import Group
from view.settings.deploy_settings import Deploy

#: Digest → the file that holds these bytes.
UploadSource = Callable[[str], Path]


class Target(Protocol):
    """A place for files. `name` is what it is called in the history."""

    name: str

    def survey(self) -> dict[str, str]:
        """Every file there with a token that changes when the file does; whoever put it does not matter."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a small file, None when it is not there."""

    def apply(
        self, groups: Iterable[Group], wanted: Mapping[str, str], source: UploadSource, journal: Journal,
        done: Callable[[int], None],
    ) -> None:  # fmt: skip
        """Carry out one phase, noting each file in the journal. DeployError when the target does not take it."""

    def finish(self) -> None:
        """Tidy up after the last phase."""


def open_target(text: str, settings: Deploy) -> Target:
    """The place that TARGET names: `s3://bucket/prefix`, `host:path` or `rsync://…`, else a folder."""
    if text.startswith("s3://"):
        from publish.targets.s3 import S3Target

        return S3Target(text, settings)
    if "://" in text and not text.startswith("rsync://"):
        raise DeployError(f'cannot deploy to "{text}"; write a folder, host:path, rsync://host/module or s3://bucket')
    if _is_remote(text):
        from publish.targets.rsync import RsyncTarget

        return RsyncTarget(text)
    from publish.targets.folder import FolderTarget

    return FolderTarget(Path(text), settings.connections)


def _is_remote(text: str) -> bool:
    """Rsync's own rule: a colon before any slash names a host."""
    host, colon, _ = text.partition(":")
    return bool(colon) and "/" not in host
