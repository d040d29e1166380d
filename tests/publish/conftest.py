"""A small built site with a real history, and the means to publish it."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from builder.base.progress import Progress
from commands.wiring import renew_index
from publish.deploying import Deployer, Outcome
from publish.release.announcing import INDEX, MANIFEST
from publish.release.signing import make_key
from publish.targets.target import open_target
from tests.publish.endless import Endless
from tests.publish.serving import Quiet
from tests.publish.shipped import make_site
from tests.publish.stack import Stack
from tests.site_helper import Site, read_tree
from view.settings.deploy_settings import Deploy

BASE = "https://risk.example"


class Publisher:
    """A site and one target of it."""

    def __init__(self, site: Site, target: str, settings: Deploy | None = None) -> None:
        self.site, self.target = site, target
        self.settings = settings or Deploy(connections=2)
        self.said: list[str] = []

    @property
    def deployer(self) -> Deployer:
        target = open_target(self.target, self.settings)
        return Deployer(self.site.root, target, self.settings, BASE, Progress(), self.said.append, renew_index)

    def deploy(self, *, force: bool = False) -> Outcome:
        return self.deployer.deploy(1, force=force)

    def rollback(self, *, force: bool = True) -> Outcome:
        return self.deployer.rollback(force=force)

    @property
    def there(self) -> dict[str, bytes]:
        """The target's files, where it is a folder, but for the place of the release, which no other has."""
        return without_place(read_tree(Path(self.target)))


def without_place(tree: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a target; what a release says of itself without its place among all others."""
    found = dict(tree)
    for path in (INDEX, MANIFEST):
        if path in found:
            said = json.loads(found[path])
            for name in ("sequence", "time", "signature"):
                said.pop(name, None)
            found[path] = json.dumps(said).encode()
    return found


def pages_of(tree: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a target that a build makes: without twins, and what machines read."""
    return {path: data for path, data in tree.items() if not path.endswith((".gz", ".br", ".sig")) and path[0] != "_"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Twelve bulletins that link to each other by being neighbours."""
    made = Site(tmp_path / "root").small().settings(f'base_url = "{BASE}"\n')
    for number in range(12):
        made.bulletin(
            f"2026/10/b{number:02d}", f"正文 {number}。" * 40, date=f"2026-10-{number + 1:02d}", countries=["VN"]
        )
    made.guide("a").build()
    return made


@pytest.fixture
def make_publisher(site: Site, tmp_path: Path) -> Callable[..., Publisher]:
    """Publishes the site, to a folder unless told otherwise."""

    def make(target: str = "", settings: Deploy | None = None) -> Publisher:
        return Publisher(site, target or str(tmp_path / "www"), settings)

    return make


@pytest.fixture
def publisher(make_publisher: Callable[..., Publisher]) -> Publisher:
    return make_publisher()


@pytest.fixture
def endpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "endpoint"
    folder.mkdir()
    return folder


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A private key's file, and the public key."""
    path = tmp_path / "release.pem"
    return path, make_key(path)


@pytest.fixture
def signing(make_publisher: Callable[..., Publisher], key: tuple[Path, str]) -> Publisher:
    """A publisher who signs."""
    return make_publisher(settings=Deploy(signing_key=str(key[0]), connections=1))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    with Stack(make_site(folder / "root"), folder) as made:
        made.start()
        yield made


@pytest.fixture
def stack(shared: Stack) -> Stack:
    """The stack in order, whatever the test before did to it."""
    return shared.sound()


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server without end."""
    monkeypatch.setattr(Endless, "sent", 0)
    monkeypatch.setattr(Endless, "asked", [])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address at which the publisher's folder is served."""
    (tmp_path / "www").mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "www")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
