"""One node of OpenSearch for all tests of a run, started by who needs it first and stopped, by its id, by the last."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from search.engines.opening import open_engine
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.filling import publish
from search.index.indexing import write_index
from search.query.engine import Engine
from server.preview.node import LocalNode, assemble_node
from tests.search.conformance import guides
from tests.search.corpora import ZONE, vocabulary
from view.bulletin import Document, DocumentList
from view.settings.endpoint_settings import EndpointSettings
from view.settings.search_settings import OpenSearchSettings, SearchSettings

#: Seconds that a busy machine may take for one question.
_PATIENCE = 60.0


@contextmanager
def _noted(place: Path) -> Iterator[dict[str, Any]]:
    """What the workers of a run know together."""
    with place.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        known: dict[str, Any] = json.loads(text) if text else {"users": 0}
        try:
            yield known
        finally:
            file.seek(0)
            file.truncate()
            file.write(json.dumps(known))


@pytest.fixture(scope="session")
def node_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster: the one in XINFENG_OPENSEARCH, else of a node that the run starts."""
    if given := os.environ.get("XINFENG_OPENSEARCH"):
        yield given
        return
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "opensearch.json"
    with _noted(place) as known:
        if not known["users"]:
            node = LocalNode(heap="384m")
            node.start(assemble_node(print), dies_with_us=False)
            node.wait()
            assert node.process
            known |= {"url": node.url, "pid": node.process.pid, "folder": str(node.folder)}
        known["users"] += 1
    yield known["url"]
    with _noted(place) as known:
        known["users"] -= 1
        if not known["users"]:
            _end(known["pid"])
            LocalNode(folder=Path(known["folder"])).stop()


def _end(pid: int) -> None:
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGTERM)
        for _ in range(200):
            os.kill(pid, 0)
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def cluster_settings(node_url: str) -> Iterator[OpenSearchSettings]:
    """A prefix of a test's own in the cluster; its indexes are deleted afterwards."""
    settings = OpenSearchSettings(
        urls=tuple(node_url.split(",")), prefix=f"t{uuid.uuid4().hex[:10]}", replicas=0, timeout_seconds=_PATIENCE
    )
    yield settings
    cluster = Cluster(settings, _PATIENCE)
    for name in cluster.find(f"/{settings.prefix}-*/_settings"):
        cluster.ask("DELETE", f"/{name}")
    cluster.close()


@pytest.fixture
def opened() -> Iterator[Callable[[Engine], Engine]]:
    """Closes engines at the end of a test."""
    some: list[Engine] = []

    def keep(engine: Engine) -> Engine:
        some.append(engine)
        return engine

    yield keep
    for engine in some:
        engine.close()


def put(folder: Path, documents: list[Document], settings: OpenSearchSettings, previous: Path | None = None) -> Path:
    """Write the index of a generation and publish it to the cluster; the folder's name is the generation's."""
    folder.mkdir()
    write_index(DocumentList(documents, guides()), folder, vocabulary(), ZONE, previous=previous)
    publish(folder, folder.name, previous, vocabulary(), ZONE, settings)
    return folder


def remote(folder: Path, settings: OpenSearchSettings) -> Engine:
    """The engine of a generation in the cluster."""
    return open_engine(
        folder, vocabulary(), ZONE, EndpointSettings(search=SearchSettings("opensearch"), opensearch=settings)
    )


def local(folder: Path) -> Engine:
    """The same by the arrays."""
    return open_engine(folder, vocabulary(), ZONE)
