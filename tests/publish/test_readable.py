"""Under the umask of these tests, which lets nobody else read anything, what is published is there for everybody."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.base.progress import Progress
from publish.following import Follower
from publish.release.precompress import SiteTwins
from publish.sources import FolderSource
from tests.publish.conftest import Publisher
from tests.site_helper import Site

NOBODY_ELSE = stat.S_IRWXG | stat.S_IRWXO


def hidden(*trees: Path) -> list[str]:
    """What of some trees, themselves included, other users cannot read, or can write to. Nobody reads Whoosh's lock."""
    paths = [path for tree in trees for path in [tree, *tree.rglob("*")] if path.name != "MAIN_WRITELOCK"]
    assert len(paths) > len(trees)
    wanted = {True: 0o755, False: 0o644}
    return [f"{path} {path.stat().st_mode:o}" for path in paths if path.stat().st_mode & 0o777 != wanted[path.is_dir()]]


def test_the_umask_of_these_tests_hides_everything(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    assert len(hidden(tmp_path / "folder")) == 2


@pytest.mark.parametrize("exchange", ["exchange", "file by file"])
@pytest.mark.parametrize("links", ["links", "copies"])
def test_pages_and_index_are(site: Site, links: str, exchange: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if links == "copies":
        link = os.link

        def linked(source: Path, target: Path) -> None:
            if "/index/" not in str(target):
                raise OSError(errno.EPERM, "no hard links here")
            link(source, target)

        monkeypatch.setattr("os.link", linked)
    if exchange == "file by file":
        monkeypatch.setattr("builder.releasing.switching.exchange", lambda one, other: False)
    for text in ("一", "二", "三"):
        site.bulletin("2027/new", text * 400, date="2026-11-01").file("assets/extra.css", f"a{{content:'{text}'}}")
        report = site.build(index=True, jobs=2)
        SiteTwins(site.root).add(report, 2, Progress())
        assert hidden(site.root / "site", site.root / "var" / "index") == []
    assert (site.root / "site" / "risk" / "2027" / "new" / "index.html.gz").is_file()
    assert (site.root / "var").stat().st_mode & 0o777 == 0o755
    private = [path for path in (site.root / "var" / "cache").rglob("*") if path.suffix not in (".pyc", ".cache")]
    assert private
    assert not any(path.stat().st_mode & NOBODY_ELSE for path in private if path.is_file())


def test_what_is_deployed_is_and_what_follows_it(
    make_publisher: Callable[..., Publisher], site: Site, tmp_path: Path
) -> None:
    site.build(index=True)
    publisher = make_publisher()
    publisher.deploy()
    for text in ("又。", "改了。"):  # the archive is packed of an index without the wording before
        site.bulletin("2027/new", text).build(index=True)
        publisher.deploy()
    publisher.rollback()
    home = tmp_path / "home"
    home.mkdir()
    follower = Follower(FolderSource(Path(publisher.target)), home, "", lambda text: None)
    with follower.lock():
        assert follower.step()
    trees = (Path(publisher.target), site.root / "var" / "index", home / "site", home / "var" / "index")
    assert hidden(*trees) == []
    assert (home / "var").stat().st_mode & 0o777 == 0o755
