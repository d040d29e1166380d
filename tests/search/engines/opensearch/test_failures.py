"""Never a wrong number: what is not the whole answer of the right index, in time, from the right host, is no answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import build
from search.engines.opensearch import client
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.lexicon import Frequencies, write_lexicon
from search.engines.opensearch.rows import MAPPING
from search.query.backend import UnreachableError
from search.query_types import FACETS
from search.text.analysis import Analyser
from server.app import create_app
from tests.search.corpora import vocabulary
from tests.search.engines.opensearch.stub import Stub, certificate
from tests.search.http_site import publish
from tests.site_helper import Site
from view.settings.search_settings import OpenSearchSettings
from view.untrusted.intact import list_files

WHOLE = {"total": 2, "successful": 2, "skipped": 0, "failed": 0}


def found(total: int = 0, shards: dict[str, int] = WHOLE, **more: Any) -> dict[str, Any]:
    """An answer without results."""
    numbers = {facet: {"doc_count": total, "most": {"buckets": []}} for facet in FACETS}
    aggregations = {**numbers, "base": {"doc_count": total}, **{str(at): {"doc_count": 0} for at in range(9)}}
    hits: dict[str, Any] = {"total": {"value": total, "relation": "eq"}, "max_score": None, "hits": []}
    return {"took": 1, "timed_out": False, "_shards": shards, "hits": hits, "aggregations": aggregations, **more}


def good(method: str, path: str, body: Any) -> tuple[int, Any]:
    """A cluster with an index of nothing."""
    if path.endswith("_count"):
        return 200, {"count": 0, "_shards": WHOLE}
    if path.endswith("_msearch"):
        return 200, {"responses": [found() for _ in range(body.count(b"\n") // 2)]}
    return 200, found()


@pytest.fixture
def stub() -> Iterator[Stub]:
    one = Stub(good)
    yield one
    one.close()


def asked(stub: Stub, seconds: float = 5.0, **settings: Any) -> Cluster:
    return Cluster(OpenSearchSettings(urls=(stub.url,), **settings), seconds)


def authorization(stub: Stub) -> str:
    """What the last request said of who asks."""
    return {name.lower(): value for name, value in stub.seen[-1].items()}["authorization"]


def lost(method: str, path: str, body: Any) -> tuple[int, Any]:
    """A cluster with a shard less."""
    one = found(3, {"total": 2, "successful": 1, "skipped": 0, "failed": 1})
    return 200, {"responses": [one] * (body.count(b"\n") // 2)} if path.endswith("_msearch") else one


@pytest.mark.parametrize(
    "said",
    [
        (200, found(87, {"total": 2, "successful": 1, "skipped": 0, "failed": 0})),
        (200, found(87, {"total": 2, "successful": 1, "skipped": 0, "failed": 1})),
        (200, found(87, timed_out=True)),
        (200, {"took": 1, "timed_out": False, "hits": {"total": {"value": 87}}, "_shards": {}, "error": "x"}),
        (503, {"error": {"type": "search_phase_execution_exception", "reason": "all shards failed"}}),
        (404, {"error": {"type": "index_not_found_exception", "reason": "no such index [x]"}}),
        (429, {"error": {"type": "circuit_breaking_exception", "reason": "Data too large"}}),
        (500, "not what was agreed"),
    ],
    ids=["lost", "failed", "late", "error", "none", "gone", "full", "broken"],
)
def test_less_than_a_whole_answer_is_none(stub: Stub, said: tuple[int, Any]) -> None:
    stub.says = lambda *_: said
    cluster = asked(stub)
    with pytest.raises(UnreachableError):
        cluster.search("x", {})
    stub.says = lambda *_: (200, {"responses": [found(5), said[1] if isinstance(said[1], dict) else {"error": "x"}]})
    with pytest.raises(UnreachableError):
        cluster.searches("x", [{}, {}])
    stub.says = good
    assert cluster.search("x", {})["hits"]["total"]["value"] == 0


def test_every_question_wants_all_shards(stub: Stub) -> None:
    told: list[tuple[str, bytes]] = []

    def note(method: str, path: str, body: bytes) -> tuple[int, Any]:
        told.append((path, body))
        return good(method, path, body)

    stub.says = note
    asked(stub).search("x", {})
    asked(stub).searches("x", [{}])
    assert told[0][0] == "/x/_search?allow_partial_search_results=false"
    assert json.loads(told[1][1].splitlines()[0]) == {"allow_partial_search_results": False}


def test_what_takes_too_long_and_who_is_not_there_are_told(stub: Stub) -> None:
    stub.delay = 3.0
    with pytest.raises(UnreachableError, match=r"(?i)time"):
        asked(stub, 0.2).search("x", {})
    gone = Stub(good)
    gone.close()
    with pytest.raises(UnreachableError, match=r"(?i)connection"):
        asked(gone).search("x", {})


FULL = {"error": {"reason": "Data too large"}, "status": 429}


@pytest.mark.parametrize("said", [(429, FULL), (200, {"errors": True, "items": [{"index": FULL}]})])
def test_a_node_that_is_busy_is_sent_the_same_later(
    stub: Stub, monkeypatch: pytest.MonkeyPatch, said: tuple[int, Any]
) -> None:
    monkeypatch.setattr(client, "_WAITS", (0, 0, 0))
    sent: list[bytes] = []

    def busy(method: str, path: str, body: bytes) -> tuple[int, Any]:
        sent.append(body)
        return said if len(sent) < 4 else (200, {"errors": False, "items": []})

    stub.says = busy
    asked(stub).bulk("x", [({"index": {"_id": "1"}}, {"text": "甲"})])
    assert len(sent) == 4
    assert len(set(sent)) == 1
    monkeypatch.setattr(stub, "says", lambda *_: said)
    stub.seen.clear()
    with pytest.raises(UnreachableError, match="Data too large"):
        asked(stub).bulk("x", [({"delete": {"_id": "1"}}, None)])
    assert len(stub.seen) == 4


def test_what_a_node_refuses_is_not_sent_again(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_WAITS", (0, 0, 0))
    stub.says = lambda *_: (200, {"errors": True, "items": [{"index": {"error": {"reason": "no"}, "status": 400}}]})
    with pytest.raises(UnreachableError, match="index x: no"):
        asked(stub).bulk("x", [({"index": {"_id": "1"}}, {"text": "甲"})])
    assert len(stub.seen) == 1


def test_another_node_is_asked_when_one_is_gone(stub: Stub) -> None:
    gone = Stub(good)
    gone.close()
    cluster = Cluster(OpenSearchSettings(urls=(gone.url, stub.url)), 5.0)
    for _ in range(6):
        assert cluster.search("x", {})["hits"]["total"]["value"] == 0


def test_a_cluster_with_tls_and_users_is_told_who_asks(tmp_path: Path) -> None:
    both = certificate(tmp_path)
    stub = Stub(good, both)
    trusted = str(tmp_path / "certificate.pem")
    try:
        asked(stub, ca=trusted, user="xinfeng", password="geheim").search("x", {})  # noqa: S106 - a test's
        assert authorization(stub) == f"Basic {base64.b64encode(b'xinfeng:geheim').decode()}"
        asked(stub, ca=trusted, api_key="abc").search("x", {})
        assert authorization(stub) == "ApiKey abc"
        before = len(stub.seen)
        with pytest.raises(UnreachableError, match=r"(?i)certificate"):
            asked(stub).search("x", {})
        assert len(stub.seen) == before
    finally:
        stub.close()


@pytest.fixture
def endpoint(tmp_path: Path, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An endpoint whose generation lies in the stub."""
    publish(tmp_path, "g1", [])
    folder = tmp_path / "var" / "index" / "g1"
    facts = {"index": "x-g1", "documents": 0, "mapping": MAPPING, "shards": 2, "mean": 1.0, "newest": 0}
    write_lexicon(folder, facts, {facet: {} for facet in FACETS}, Frequencies(), Analyser(vocabulary()))
    list_files(folder)
    monkeypatch.setenv("XINFENG_SEARCH_ENGINE", "opensearch")
    monkeypatch.setenv("XINFENG_OPENSEARCH", stub.url)
    return create_app(tmp_path, demo=False).test_client()


@pytest.mark.parametrize("path", ["/search?q=关税", "/api/search?q=关税", "/search.atom?q=关税", "/api/suggest?q=关"])
def test_readers_are_told_to_come_back_and_the_next_good_answer_heals(
    endpoint: FlaskClient, stub: Stub, path: str
) -> None:
    assert endpoint.get(path).status_code == 200
    assert endpoint.get("/healthz").json == {"status": "ok", "generation": "g1", "engine": "opensearch"}
    stub.says = lost
    answer = endpoint.get(path + "2")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "查询服务暂时不可用" in answer.get_data(as_text=True)
    if path.startswith("/search?"):
        assert "/risk/country/" in answer.get_data(as_text=True)  # what helps meanwhile
    ready = endpoint.get("/readyz")
    assert ready.status_code == 503
    assert "only 1 of 2 shards answered" in ready.get_data(as_text=True)
    stub.says = good
    assert endpoint.get("/readyz").status_code == 200
    assert endpoint.get(path + "2").status_code == 200


def test_an_index_that_is_not_there_at_the_beginning_is_told(tmp_path: Path, endpoint: FlaskClient, stub: Stub) -> None:
    stub.says = lambda *_: (404, {"error": {"reason": "no such index [x-g1]"}})
    assert endpoint.get("/search").status_code == 503
    assert "no such index [x-g1]" in endpoint.get("/readyz").get_data(as_text=True)


def test_a_build_that_the_cluster_does_not_take_changes_nothing(
    site: Site, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.small().bulletin("2026/11/a")
    site.settings('[search]\nengine = "opensearch"\n[opensearch]\nbuild_seconds = 5\n')
    monkeypatch.setenv("XINFENG_OPENSEARCH", stub.url)
    stub.says = lambda *_: (507, {"error": {"reason": "no space left"}})
    done = CliRunner().invoke(build.cli, ["--root", str(site.root), "build", "--jobs", "1", "--quiet"])
    assert done.exit_code == 3
    assert done.stderr.count("\n") == 1
    assert stub.url in done.stderr
    assert "no space left" in done.stderr
    assert not [*(site.root / "site").rglob("*.html")]
    assert [one.name for one in (site.root / "var" / "index").iterdir() if not one.name.startswith(".")] == []


def test_a_missing_cluster_address_is_a_problem_before_anything_is_built(site: Site) -> None:
    site.small().bulletin("2026/11/a").settings('[search]\nengine = "opensearch"\n')
    done = CliRunner().invoke(build.cli, ["--root", str(site.root), "build", "--jobs", "1"])
    assert done.exit_code == 1
    assert "opensearch.urls: is needed where search.engine is opensearch (XINFENG_OPENSEARCH)" in done.stderr
