"""What lies below `var/` and `state/` is not believed for its name or size: damage is neither published nor served."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from publish.release.compression import TwinStore
from publish.release.history import DeployError
from publish.sources import FolderSource
from publish.verifying import verify
from tests.harms import another_byte, cut, emptied, live, zeros
from tests.publish.conftest import Publisher, pages_of
from tests.publish.release.twins import build, check_twins
from tests.site_helper import Site

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each


def foreign(path: Path) -> None:
    """A sound twin, of something else."""
    path.write_bytes(gzip.compress(b"another page") if path.suffix == ".gz" else brotli.compress(b"another page"))


HARMS: tuple[Callable[[Path], None], ...] = (another_byte, emptied, cut, zeros, foreign, Path.unlink)
harmed = pytest.mark.parametrize("harm", HARMS, ids=lambda one: one.__name__)


def twins(site: Site) -> list[Path]:
    return sorted(TwinStore(site.root / "var" / "twins").folder.glob("*/*"))


def sound(publisher: Publisher) -> None:
    """The target holds what is built, with twins that are twins."""
    check_twins(publisher.there)
    assert pages_of(publisher.there) == pages_of(publisher.site.tree())
    assert list(verify(FolderSource(Path(publisher.target)), "")[1]) == []


@harmed
def test_damaged_twins_are_made_again_before_they_are_published(
    publisher: Publisher, harm: Callable[[Path], None]
) -> None:
    publisher.deploy()
    for path in twins(publisher.site):
        harm(path)
    shutil.rmtree(publisher.target)
    shutil.rmtree(publisher.site.root / "state")
    publisher.deploy()
    sound(publisher)


@harmed
def test_damaged_twins_are_made_again_before_they_are_served(site: Site, harm: Callable[[Path], None]) -> None:
    build(site, "--precompress")
    for path in twins(site):
        harm(path)
    build(site, "--precompress")
    check_twins(site.tree())


def test_a_twin_that_somebody_else_put_is_not_served(publisher: Publisher) -> None:
    publisher.deploy()
    small = "robots.txt"
    assert f"{small}.gz" not in publisher.there
    for name in (f"{small}.gz", "index.html.br"):
        foreign(Path(publisher.target) / name)
    publisher.deploy()
    sound(publisher)
    assert f"{small}.gz" not in publisher.there
    (publisher.site.root / "site" / f"{small}.gz").write_bytes(b"")
    build(publisher.site, "--precompress")
    assert f"{small}.gz" not in publisher.site.tree()


def test_verify_compares_twins_with_their_pages(publisher: Publisher) -> None:
    publisher.deploy()
    target = Path(publisher.target)
    manifest = json.loads((target / "_release" / "manifest.json").read_text())
    for name, data in (("index.html.gz", gzip.compress(b"x")), ("risk/index.html.br", b""), ("index.html.br", b"\0")):
        (target / name).write_bytes(data)
        manifest["files"][name] = hashlib.sha256(data).hexdigest()  # as a publisher who believed it would say
    (target / "_release" / "manifest.json").write_text(json.dumps(manifest))
    assert list(verify(FolderSource(target), "")[1]) == [
        "index.html.br: does not hold index.html",
        "index.html.gz: does not hold index.html",
        "risk/index.html.br: does not hold risk/index.html",
    ]


@pytest.mark.parametrize("harm", [another_byte, emptied, cut, zeros], ids=lambda one: one.__name__)
def test_a_damaged_page_is_not_published(publisher: Publisher, harm: Callable[[Path], None]) -> None:
    publisher.deploy()
    before = publisher.there
    harm(publisher.site.root / "site" / "risk" / "2026" / "10" / "b03" / "index.html")
    with pytest.raises(DeployError, match=r"b03/index\.html is not as the build left it, one of 1 files; run `build"):
        publisher.deploy()
    assert publisher.there == before
    publisher.site.build(clean=True)
    publisher.deploy()
    sound(publisher)


def test_a_damaged_index_is_not_published(publisher: Publisher) -> None:
    publisher.site.build(index=True, clean=True)
    another_byte(live(publisher.site) / "segment-0.bin")
    with pytest.raises(
        DeployError, match=r"is damaged: segment-0\.bin is not as it was written; run `build\.py build`"
    ):
        publisher.deploy()
    publisher.site.build(index=True)
    publisher.deploy()


@pytest.mark.parametrize("harm", [another_byte, emptied, cut, zeros, Path.unlink], ids=lambda one: one.__name__)
def test_damage_in_the_history_is_not_published(publisher: Publisher, harm: Callable[[Path], None]) -> None:
    publisher.deploy()
    page = publisher.there["risk/2026/10/b03/index.html"]
    publisher.site.bulletin("2026/10/b03", "新。", date="2026-10-04").build()
    publisher.deploy()
    before = publisher.there
    harm(publisher.deployer.history.object(hashlib.sha256(page).hexdigest()))
    with pytest.raises(DeployError, match="was damaged and is removed; `deploy` again"):
        publisher.rollback(force=True)
    assert publisher.there["risk/2026/10/b03/index.html"] == before["risk/2026/10/b03/index.html"]
    publisher.deploy()
    sound(publisher)


@pytest.mark.parametrize("name", ["site", "twins"])
def test_a_damaged_memory_of_digests_is_not_believed(publisher: Publisher, name: str) -> None:
    publisher.deploy()
    memory = publisher.site.root / "var" / "digests" / name
    data = memory.read_bytes()
    digest = data[-60:-50]  # within the last one
    memory.write_bytes(data.replace(digest, bytes(48 + (one - 47) % 10 for one in digest)))
    publisher.deploy()
    sound(publisher)


@pytest.mark.parametrize("name", ["state.json", "releases/1.json"])
def test_a_damaged_history_says_what_to_do(publisher: Publisher, name: str) -> None:
    publisher.deploy()
    path = publisher.deployer.history.folder / name
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(DeployError, match=r"is damaged .*; take it from a backup, or remove "):
        publisher.deploy()


def test_the_history_lies_outside_for_those_who_deploy_alone(publisher: Publisher) -> None:
    publisher.deploy()
    deploys = publisher.site.root / "state" / "deploy"
    assert publisher.deployer.history.folder.parent == deploys
    assert stat.S_IMODE(deploys.stat().st_mode) == 0o700
    assert not (publisher.site.root / "var" / "deploy").exists()


def test_an_index_of_a_lost_history_does_not_stay(publisher: Publisher) -> None:
    publisher.site.build(index=True, clean=True)
    publisher.deploy()
    target = Path(publisher.target)
    (target / "_release" / "manifest.json").unlink()
    (target / "_release" / "index-older.tar.zst").write_bytes(b"texts that were taken away")
    shutil.rmtree(publisher.site.root / "state")
    publisher.deploy()
    assert [path for path in publisher.there if path.startswith("_release/index-")] == [
        f"_release/index-{live(publisher.site).name}.tar.zst"
    ]
