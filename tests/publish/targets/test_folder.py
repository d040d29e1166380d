"""A folder as a target: what it may be, and the dates of what is put there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from build import cli
from publish.release.history import DeployError
from publish.targets.folder import FolderTarget
from tests.publish.conftest import Publisher
from tests.site_helper import Site


def test_dates_come_from_content(publisher: Publisher) -> None:
    publisher.deploy()
    target = Path(publisher.target)
    before = (target / "index.html").stat().st_mtime
    publisher.site.bulletin("2026/11/x").build()
    publisher.deploy()
    assert (target / "index.html").stat().st_mtime != before
    publisher.rollback()
    assert (target / "index.html").stat().st_mtime == before


def test_a_file_cannot_be_a_target(publisher: Publisher) -> None:
    Path(publisher.target).write_text("x")
    with pytest.raises(DeployError, match="TARGET must be a folder"):
        FolderTarget(Path(publisher.target), 1).survey()
    with pytest.raises(DeployError, match="cannot deploy to"):
        Publisher(publisher.site, "ftp://host/path").deploy()


@pytest.mark.parametrize("target", ["site", "site/www", "var", "state/www", "content", "."])
def test_the_sites_own_folders_are_no_target(site: Site, target: str) -> None:
    before = site.everything()
    ended = CliRunner().invoke(cli, ["--root", str(site.root), "deploy", str(site.root / target)])
    assert (ended.exit_code, "cannot be a target" in ended.output) == (1, True)
    assert site.everything() == before
