"""Where the file system refuses hard links – exFAT, some shares – everything works as elsewhere, by copies."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from builder.base.progress import Progress
from commands.wiring import renew_index
from publish.deploying import Deployer
from publish.release.precompress import SiteTwins
from publish.targets.target import open_target
from tests.site_helper import Site, read_tree
from view.second_names import link_or_copy
from view.settings.deploy_settings import Deploy

BASE = "https://risk.example"


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No link can be made; the names that were asked for."""
    asked: list[str] = []

    def link(source: object, target: object, **_: object) -> None:
        asked.append(str(target))
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(source), None, str(target))

    monkeypatch.setattr(os, "link", link)
    return asked


def test_builds_after_builds_and_deploys(site: Site, tmp_path: Path, refused: list[str]) -> None:
    target = tmp_path / "www"
    site.settings(f'base_url = "{BASE}"\n').small().bulletin("a").bulletin("b").guide("g").build(index=True)
    site.bulletin("a", "改过。")
    twins = SiteTwins(site.root)
    twins.add(site.build(index=True), 1, Progress())
    assert "改过。" in site.text("/risk/a/")
    assert (site.root / "site" / "index.html.gz").is_file()
    where = open_target(str(target), Deploy())
    Deployer(site.root, where, Deploy(), BASE, Progress(), lambda _: None, renew_index).deploy(1, force=False)
    assert "改过。" in (target / "risk" / "a" / "index.html").read_text(encoding="utf-8")
    clean = site.clone(tmp_path / "clean")
    clean.build()
    assert {path: data for path, data in site.tree().items() if path[-3:] not in (".gz", ".br")} == clean.tree()
    for part in ("var/spare/", "/segment-", "/whoosh/", "/objects/", "index.html.gz"):
        assert any(part in name for name in refused), part


def test_a_name_that_is_taken_is_told_and_kept(tmp_path: Path, refused: list[str]) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("1")
    other.write_text("2")
    with pytest.raises(FileExistsError):
        link_or_copy(one, other)
    assert other.read_text() == "2"
    link_or_copy(one, tmp_path / "third")
    assert read_tree(tmp_path) == {"one": b"1", "other": b"2", "third": b"1"}
