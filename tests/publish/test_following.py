"""An endpoint's folder follows a published site: index first, pointer last, nothing damaged or unsigned."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from publish.following import Follower, follow
from publish.release.history import DeployError
from publish.sources import FolderSource, WebSource, open_source
from search.faces.generations import NoGenerationError
from tests.harms import another_byte
from tests.publish.conftest import Publisher
from tests.publish.releases import answered, publish
from tests.site_helper import Site

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each


@pytest.mark.parametrize("over_http", [False, True])
def test_it_follows_and_returns(publisher: Publisher, endpoint: Path, served: str, over_http: bool) -> None:
    said: list[str] = []
    first = publish(publisher, "一")
    follower = Follower(open_source(served if over_http else publisher.target), endpoint, "", said.append)
    assert follow(follower, 0, once=True)
    assert answered(endpoint) == first
    second = publish(publisher, "二")
    assert follower.step()
    assert answered(endpoint) == second
    publisher.rollback()
    assert follower.step()
    assert answered(endpoint) == first
    assert len(said) == 6  # three times an index, then its pointer


def test_a_damaged_index_is_refused_and_the_last_one_answers(publisher: Publisher, endpoint: Path) -> None:
    said: list[str] = []
    first = publish(publisher, "一")
    follower = Follower(FolderSource(Path(publisher.target)), endpoint, "", said.append)
    assert follower.step()
    second = publish(publisher, "二")
    packed = Path(publisher.target) / "_release" / f"index-{second}.tar.zst"
    good = packed.read_bytes()
    packed.write_bytes(good[:-40] + b"x" * 40)
    assert not follower.step()
    assert "is not what _release/index.json says; the endpoint goes on with what it has" in said[-1]
    assert answered(endpoint) == first
    told = len(said)
    assert not follower.step()
    assert len(said) == told  # not fetched again at once
    packed.write_bytes(good)
    follower._retry_at = 0
    assert follower.step()
    assert answered(endpoint) == second


def test_an_index_comes_before_the_pages_name_it(publisher: Publisher, endpoint: Path) -> None:
    first = publish(publisher, "一")
    pointer = Path(publisher.target) / "generation.json"
    before = pointer.read_bytes()
    second = publish(publisher, "二")
    after = pointer.read_bytes()
    pointer.write_bytes(before)
    follower = Follower(FolderSource(Path(publisher.target)), endpoint, "", lambda text: None)
    follower.step()
    assert (endpoint / "var" / "index" / second).is_dir()
    assert not (endpoint / "site" / "generation.json").exists()
    pointer.write_bytes(after)
    assert follower.step()
    assert answered(endpoint) == second != first


def test_a_site_that_cannot_be_reached_is_said_once(endpoint: Path) -> None:
    said: list[str] = []
    follower = Follower(WebSource("http://127.0.0.1:9"), endpoint, "", said.append)
    assert [follower.step(), follower.step()] == [False, False]
    assert len(said) == 1
    with pytest.raises(DeployError, match="neither a folder nor an address"):
        open_source("nowhere")


def test_only_the_live_generation_stays_and_what_is_announced(publisher: Publisher, endpoint: Path) -> None:
    follower = Follower(FolderSource(Path(publisher.target)), endpoint, "", lambda text: None)
    names = []
    for name in "一二三":
        names.append(publish(publisher, name))
        assert follower.step()
        assert here(endpoint) == names[-1:]
    pointer = Path(publisher.target) / "generation.json"
    before = pointer.read_bytes()
    names.append(publish(publisher, "四"))
    pointer.write_bytes(before)
    assert follower.step()
    assert here(endpoint) == sorted(names[-2:])


def here(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "var" / "index").iterdir())


@pytest.mark.parametrize("anew", [False, True])
def test_damage_is_fetched_again(publisher: Publisher, endpoint: Path, anew: bool) -> None:
    """What a power cut left half-written, or somebody wrote into while the follower ran."""
    said: list[str] = []
    name = publish(publisher, "一")
    follower = Follower(FolderSource(Path(publisher.target)), endpoint, "", said.append)
    assert follower.step()
    another_byte(endpoint / "var" / "index" / name / "segment-0.bin")
    with pytest.raises(NoGenerationError):
        answered(endpoint)
    if anew:
        follower = Follower(FolderSource(Path(publisher.target)), endpoint, "", said.append)
    else:
        (endpoint / "var" / "index" / name / "segment-0.bin").touch()
    assert follower.step()
    assert f"index {name} is damaged: segment-0.bin is not as it was written; it is removed" in said
    assert answered(endpoint) == name


def test_the_writers_own_folder_cannot_follow(site: Site, publisher: Publisher) -> None:
    publisher.deploy()
    follower = Follower(FolderSource(Path(publisher.target)), site.root, "", lambda text: None)
    with pytest.raises(DeployError, match="where a site is written"):
        follow(follower, 1, once=True)


def test_an_index_that_does_not_fit_is_not_fetched(
    publisher: Publisher, endpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packed and unpacked it lies there for a moment; a full disk would take everything else with it."""
    publish(publisher, "a")
    announced = json.loads((Path(publisher.target) / "_release" / "index.json").read_text(encoding="utf-8"))
    needed = announced["size"] + announced["unpacked"]
    said: list[str] = []
    for free, is_there in ((needed - 1, False), (needed, True)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        follow(Follower(FolderSource(Path(publisher.target)), endpoint, "", said.append), 0, once=True)
        assert any((endpoint / "var" / "index").glob("*")) == is_there
    assert f"the index needs {needed} bytes, and {needed - 1} are free" in said[0]
