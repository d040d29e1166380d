"""Which place a TARGET names."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.release.history import DeployError
from publish.targets.folder import FolderTarget
from publish.targets.rsync import RsyncTarget
from publish.targets.target import open_target
from view.settings.deploy_settings import Deploy


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("host:path", RsyncTarget),
        ("user@host:/var/www", RsyncTarget),
        ("rsync://host/module", RsyncTarget),
        ("www", FolderTarget),
        ("./a:b", FolderTarget),
        ("/srv/www", FolderTarget),
    ],
)
def test_a_colon_before_any_slash_names_a_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, kind: type
) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(open_target(text, Deploy()), kind)


@pytest.mark.parametrize("text", ["https://host/x", "ftp://host", "file:///srv"])
def test_what_cannot_be_deployed_to_is_said(text: str) -> None:
    with pytest.raises(DeployError, match="write a folder, host:path"):
        open_target(text, Deploy())
