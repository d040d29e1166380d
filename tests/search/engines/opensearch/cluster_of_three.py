"""Three nodes, killed while they answer; twenty generations under load. `make test-cluster`; too long for every run."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.engines.opensearch.client import Cluster
from search.engines.opensearch.filling import point_alias
from search.faces.generations import Generations
from search.query.backend import UnreachableError
from search.query.engine import Engine
from search.query_types import FACETS, Answer, Query
from server.preview.node import LocalNode, assemble_node, free_port
from tests.search.conformance import bulletins, requests
from tests.search.corpora import document, vocabulary
from tests.search.engines.opensearch.conftest import local, put, remote
from tests.search.http_site import SETTINGS, SHIPPED, switch
from view.rendering.bundle import write_bundle
from view.settings.endpoint_settings import EndpointSettings
from view.settings.search_settings import OpenSearchSettings, SearchSettings
from view.untrusted.intact import list_files

STEPS = int(os.environ.get("XINFENG_STEPS", "1500"))
GENERATIONS = int(os.environ.get("XINFENG_GENERATIONS", "20"))
#: Seconds after a node is killed in which a search may be told to come back.
STATED = 30.0


@pytest.fixture(scope="module")
def nodes() -> Iterator[list[LocalNode]]:
    """A cluster of three."""
    home, names = assemble_node(print), ("a", "b", "c")
    ports = [free_port() for _ in names]
    some = [
        LocalNode(name, "384m", transport=port, seeds=ports, masters=names)
        for name, port in zip(names, ports, strict=True)
    ]
    for one in some:
        one.start(home)
    for one in some:
        one.wait()
    yield some
    for one in some:
        one.stop()


@pytest.fixture
def settings(nodes: list[LocalNode]) -> Iterator[OpenSearchSettings]:
    """Three shards with one copy each."""
    wanted = OpenSearchSettings(
        urls=tuple(one.url for one in nodes), prefix=f"c{time.monotonic_ns()}", shards=3, timeout_seconds=20.0
    )
    yield wanted
    cluster = Cluster(wanted, 60)
    for name in cluster.find(f"/{wanted.prefix}-*/_settings"):
        cluster.ask("DELETE", f"/{name}")
    cluster.close()


def says(node: LocalNode, path: str) -> Any:
    """What a node says of the cluster."""
    with urllib.request.urlopen(f"{node.url}{path}", timeout=20) as answer:  # noqa: S310 - our own address
        return json.load(answer)


def health(node: LocalNode, wanted: str) -> None:
    """Wait until the cluster is whole again."""
    until = time.monotonic() + 240
    while time.monotonic() < until:
        with suppress(OSError):
            said = says(node, "/_cluster/health")
            if (said["status"], said["number_of_nodes"]) == (wanted, 3):
                return
        time.sleep(0.5)
    pytest.fail("the cluster did not come back")


def manager(nodes: list[LocalNode]) -> LocalNode:
    """The node that was elected."""
    (elected,) = says(nodes[0], "/_cat/cluster_manager?format=json")
    return next(one for one in nodes if one.name == elected["node"])


def kill(node: LocalNode) -> None:
    assert node.process
    os.kill(node.process.pid, signal.SIGKILL)
    node.process.wait()


def revive(node: LocalNode) -> None:
    node.start(assemble_node(print))
    node.wait()


def told(answer: Answer) -> tuple[object, ...]:
    """All numbers of an answer, and its results where their order is fixed."""
    numbers = [[(option.code, option.count) for option in answer.facets[facet]] for facet in FACETS]
    ids = [hit.bulletin.id for hit in answer.hits] if answer.query.sort == "newest" else len(answer.hits)
    return answer.match, answer.total, answer.relax, answer.corrections, numbers, ids


def ask(
    engine: Engine, expected: dict[Query, tuple[object, ...]], count: int, at: dict[int, Callable[[], None]]
) -> list[float]:
    """Ask so many times, doing something `at` some of them; when searches failed. A wrong answer ends it."""
    failed = []
    queries = list(expected)
    for number in range(count):
        if number in at:
            at[number]()
        query = queries[number % len(queries)]
        try:
            assert told(engine.answer(query, 7)) == expected[query], query
        except UnreachableError:
            failed.append(time.monotonic())
    return failed


def test_killed_nodes_cost_no_wrong_answer(
    tmp_path: Path, nodes: list[LocalNode], settings: OpenSearchSettings
) -> None:
    folder = put(tmp_path / "g1", bulletins(1, 300), settings)
    here, there = local(folder), remote(folder, settings)
    expected = {query: told(here.answer(query, 7)) for query in list(requests(9, 300))}
    killed: list[float] = []
    dead: list[LocalNode] = []

    def strike(choose: Callable[[], LocalNode]) -> None:
        one = choose()
        kill(one)
        dead.append(one)
        killed.append(time.monotonic())

    def other() -> LocalNode:
        revive(dead[-1])
        health(dead[-1], "green")
        elected = manager(nodes)
        return next(one for one in nodes if one is not elected)

    began = time.monotonic()
    failed = ask(
        there, expected, STEPS, {STEPS // 4: lambda: strike(lambda: manager(nodes)), STEPS // 2: lambda: strike(other)}
    )
    print(f"\n{STEPS} searches in {time.monotonic() - began:.0f} s, the manager and a data node killed: none wrong, "
          f"{len(failed)} told to come back")  # fmt: skip
    assert all(any(0 <= one - death <= STATED for death in killed) for one in failed)
    revive(dead[-1])
    health(dead[-1], "green")


def test_without_copies_a_dead_node_gives_no_lower_total(
    tmp_path: Path, nodes: list[LocalNode], settings: OpenSearchSettings
) -> None:
    alone = replace(settings, replicas=0)
    folder = put(tmp_path / "g1", bulletins(2, 100), alone)
    here, there = local(folder), remote(folder, alone)
    expected = {query: told(here.answer(query, 7)) for query in list(requests(3, 60))}
    victim = nodes[-1]
    kill(victim)
    failed = ask(there, expected, 60, {})
    print(f"\n60 searches with a shard lost: {len(failed)} refused, none wrong")
    assert len(failed) == 60
    revive(victim)
    health(victim, "green")
    assert ask(there, expected, 60, {}) == []


def test_generations_under_load_are_never_mixed(
    tmp_path: Path, nodes: list[LocalNode], settings: OpenSearchSettings
) -> None:
    """The total of each generation is its number, and so is that of each of its facets."""
    root, few = tmp_path / "site", replace(settings, keep_generations=3, shards=1)
    endpoint = EndpointSettings(search=SearchSettings("opensearch"), opensearch=few)
    folders: list[Path] = []

    def release(number: int) -> None:
        folder = root / "var" / "index" / f"g{number}"
        folder.parent.mkdir(parents=True, exist_ok=True)
        put(folder, [document(one, f"关税{one}") for one in range(number)], few, folders[-1] if folders else None)
        files = {path.name: path for path in (SHIPPED / "templates").iterdir()}
        write_bundle(folder, SETTINGS, vocabulary(), {path.name: "/" for path in (SHIPPED / "assets").iterdir()}, files)
        list_files(folder)
        folders.append(folder)
        switch(root, folder.name)

    release(40)
    followed, stop, wrong, asked = Generations(root, endpoint), threading.Event(), list[object](), [0]

    def read() -> None:
        while not stop.is_set():
            try:
                with followed.lease() as generation:
                    answer = generation.engine.answer(Query(q="关税", sort="relevance"), 5)
                    counts = {answer.total, answer.facets["channel"][0].count}
                    if {f"g{one}" for one in counts} != {generation.name}:
                        wrong.append((generation.name, counts))
                    asked[0] += 1
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, GENERATIONS + 1):
        release(40 + number)
    with followed.lease() as generation:
        assert generation.name == f"g{40 + GENERATIONS}"
    switch(root, folders[-2].name)
    cluster = Cluster(few, 60)
    index = next(iter(cluster.find(f"/{few.prefix}-g{39 + GENERATIONS}-*/_settings")))
    point_alias(cluster, few, index)
    with followed.lease() as generation:
        assert generation.name == folders[-2].name
        assert generation.engine.answer(Query(), 5).total == 39 + GENERATIONS
    stop.set()
    for reader in readers:
        reader.join()
    print(f"\n{GENERATIONS} generations and a rollback under {asked[0]} searches: none mixed, none failed")
    assert wrong == []
    assert [*cluster.find(f"/_alias/{few.prefix}")] == [index]
    cluster.close()
    followed.close()
