"""Deploys that stop at a request of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.targets.folder import FolderTarget


class StoppedError(Exception):
    """Stands for the death of the process."""


def stop_after(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Let so many files be put or removed, then nothing more."""
    left = [count]
    put, remove = FolderTarget._put, FolderTarget._remove

    def spend() -> None:
        if left[0] == 0:
            raise StoppedError
        left[0] -= 1

    def stopping_put(self: FolderTarget, path: str, source: Path, digest: str) -> str:
        spend()
        return put(self, path, source, digest)

    def stopping_remove(self: FolderTarget, path: str) -> None:
        spend()
        remove(self, path)

    monkeypatch.setattr(FolderTarget, "_put", stopping_put)
    monkeypatch.setattr(FolderTarget, "_remove", stopping_remove)
