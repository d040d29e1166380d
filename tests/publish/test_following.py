"""An endpoint's folder follows a published site: index first, pointer last, nothing damaged or unsigned."""

from __future__ import annotations

import http.server
import io
import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
import zstandard

from publish.following import Follower, follow
from publish.release.artefact import DamagedError, pack_index, unpack
from publish.release.history import DeployError
from publish.release.signing import make_key
from publish.sources import FolderSource, WebSource, open_source
from publish.verifying import verify
from search.faces.generations import NoGenerationError
from tests.publish.conftest import Publisher
from tests.publish.releases import answered, publish
from tests.site_helper import Site
from tests.test_believed import another_byte
from view.settings.deploy_settings import Deploy


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, leads on from some addresses, and says nothing."""

    moved: ClassVar[dict[str, str]] = {}

    def send_head(self) -> Any:
        """The file, or the way to another one."""
        if self.path not in self.moved:
            return super().send_head()
        self.send_response(301)
        self.send_header("Location", self.moved[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address at which the publisher's folder is served."""
    (tmp_path / "www").mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "www")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


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


def test_signatures(make_publisher: Callable[..., Publisher], endpoint: Path, tmp_path: Path) -> None:
    public = make_key(tmp_path / "release.pem")
    other = make_key(tmp_path / "other.pem")
    assert (tmp_path / "release.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(DeployError, match="cannot write"):
        make_key(tmp_path / "release.pem")
    publisher = make_publisher(settings=Deploy(signing_key=str(tmp_path / "release.pem")))
    publish(publisher, "一")
    source = FolderSource(Path(publisher.target))
    count, faults = verify(source, public)
    assert (count > 50, list(faults)) == (True, [])
    with pytest.raises(DeployError, match="was not signed with the key"):
        verify(source, other)
    with pytest.raises(DeployError, match="not an Ed25519 public key"):
        verify(source, "abc")
    assert Follower(source, endpoint, public, lambda text: None).step()
    said: list[str] = []
    assert not Follower(source, tmp_path / "endpoint2", other, said.append).step()
    assert "was not signed with the key" in said[0]


def test_verify_names_every_fault(publisher: Publisher, served: str) -> None:
    publish(publisher, "一")
    target = Path(publisher.target)
    assert list(verify(WebSource(served), "")[1]) == []
    (target / "index.html").write_text("defaced")
    (target / "404.html").unlink()
    (target / "extra.html").write_text("x")
    assert list(verify(FolderSource(target), "")[1]) == [
        "404.html: No such file or directory",
        "index.html: not what was published",
        "extra.html: no part of the release",
    ]
    assert list(verify(WebSource(served), "")[1]) == [
        f"{served}/404.html: the answer is 404",
        "index.html: not what was published",
    ]
    with pytest.raises(DeployError, match="is not signed"):
        verify(FolderSource(target), "x" * 44)


def test_verify_knows_where_old_addresses_may_lead(
    publisher: Publisher, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.site.bulletin("2026/11/new", "正文。", aliases=["/old/"])
    publish(publisher, "一")
    for location, faults in {
        "/risk/2026/11/new/": [],
        f"{served}/risk/2026/11/new/": [],
        "/risk/2026/10/b01/": [f"{served}/old/: the answer is 301, to {served}/risk/2026/10/b01/"],
        "https://evil.example/risk/2026/11/new/": [f"{served}/old/: the answer is 301"],
    }.items():
        monkeypatch.setattr(Quiet, "moved", {"/old/": location})
        assert list(verify(WebSource(served), "")[1]) == faults
    monkeypatch.setattr(Quiet, "moved", {"/risk/": "/"})
    assert list(verify(WebSource(served), "")[1]) == [f"{served}/risk/: the answer is 301, to {served}/"]


def test_an_archive_is_the_same_for_the_same_folder_and_hostile_ones_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    (folder / "templates").mkdir(parents=True)
    (folder / "a.bin").write_bytes(b"a" * 5000)
    (folder / "templates" / "b.html").write_text("b")
    pack_index(folder, tmp_path / "one.zst")
    (folder / "a.bin").touch()
    pack_index(folder, tmp_path / "two.zst")
    assert (tmp_path / "one.zst").read_bytes() == (tmp_path / "two.zst").read_bytes()
    unpack(tmp_path / "one.zst", tmp_path / "out" / "g")
    assert (tmp_path / "out" / "g" / "templates" / "b.html").read_text() == "b"
    for damaged in (b"", b"x" * 100, (tmp_path / "one.zst").read_bytes()[:60]):
        (tmp_path / "bad.zst").write_bytes(damaged)
        with pytest.raises(DamagedError):
            unpack(tmp_path / "bad.zst", tmp_path / "out" / "bad")
    for name in ("../outside", "/outside", "a/../../outside", "twice"):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for _ in range(2):
                archive.addfile(tarfile.TarInfo(name))
        (tmp_path / "bad.zst").write_bytes(zstandard.compress(packed.getvalue()))
        with pytest.raises(DamagedError):
            unpack(tmp_path / "bad.zst", tmp_path / "out" / "bad")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["g"]


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
