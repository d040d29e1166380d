"""Generations in a cluster: filled, renewed without what was deleted, checked, led to by the alias, kept, deleted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from search.engines.opensearch import filling
from search.engines.opensearch.backend import OpenSearchBackend
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.lexicon import FILE, ClusterLexicon
from search.engines.opensearch.rows import row_of_cluster
from search.query.backend import UnreachableError
from search.query_types import Query
from tests.search.conformance import bulletins
from tests.search.corpora import document
from tests.search.engines.opensearch.conftest import put, remote
from view.problems import NotTakenError
from view.settings.search_settings import OpenSearchSettings

BULLETINS = [
    document(number, f"标题{number}", [f"正文 word{number}"], keywords=(f"词{number}",)) for number in range(60)
]


@pytest.fixture
def cluster(cluster_settings: OpenSearchSettings) -> Cluster:
    return Cluster(cluster_settings, 60)


def aliased(cluster: Cluster, settings: OpenSearchSettings) -> list[str]:
    return [*cluster.find(f"/_alias/{settings.prefix}")]


def indexes(cluster: Cluster, settings: OpenSearchSettings) -> list[str]:
    return sorted(cluster.find(f"/{settings.prefix}-*/_settings"))


def index_of(folder: Path) -> str:
    lexicon = ClusterLexicon(folder)
    lexicon.close()
    return str(lexicon.facts["index"])


def test_generations_follow_each_other_and_the_last_ones_stay(
    tmp_path: Path, cluster: Cluster, cluster_settings: OpenSearchSettings
) -> None:
    settings = replace(cluster_settings, keep_generations=2)
    folders = [put(tmp_path / "g0", BULLETINS, settings)]
    for number in range(1, 4):
        folders.append(put(tmp_path / f"g{number}", BULLETINS[: 60 - number], settings, folders[-1]))
        assert aliased(cluster, settings) == [index_of(folders[-1])]
    assert indexes(cluster, settings) == sorted(map(index_of, folders[-2:]))
    assert remote(folders[-2], settings).answer(Query(), 5).total == 58
    with pytest.raises(UnreachableError, match="no such index"):
        remote(folders[0], settings)
    with pytest.raises(NotTakenError, match="cannot return to generation g0: it has no index of it any more"):
        filling.return_to("g0", settings)
    filling.return_to("g2", settings)
    assert aliased(cluster, settings) == [index_of(folders[-2])]
    folders.append(put(tmp_path / "g4", BULLETINS[:50], settings, folders[-1]))  # as many as are kept without g2
    assert remote(folders[2], settings).answer(Query(), 5).total == 58
    put(tmp_path / "g5", BULLETINS[:49], settings, folders[-1])
    assert index_of(folders[2]) not in indexes(cluster, settings)


def test_a_small_change_is_made_of_the_index_before_and_keeps_nothing_deleted(
    tmp_path: Path, cluster: Cluster, cluster_settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(tmp_path / "g1", BULLETINS, cluster_settings)
    reworded = replace(BULLETINS[7], blocks=("改过的正文",), digest="another")
    monkeypatch.setattr(filling._Filling, "_everything", lambda *_: pytest.fail("all of it was sent again"))
    second = put(tmp_path / "g2", [*BULLETINS[:7], reworded, *BULLETINS[8:-1]], cluster_settings, first)
    there = remote(second, cluster_settings)
    for gone in ('"word59"', '"word7"'):
        assert there.count(Query(q=gone)) == 0
    assert there.count(Query(q="改过的正文")) == 1
    stats = cluster.ask("GET", f"/{index_of(second)}/_stats/docs")["_all"]["primaries"]["docs"]
    assert stats == {"count": 59, "deleted": 0}
    frequencies = ClusterLexicon(second).frequencies()
    monkeypatch.undo()
    whole = put(tmp_path / "g3", [*BULLETINS[:7], reworded, *BULLETINS[8:-1]], cluster_settings)
    assert ClusterLexicon(whole).frequencies() == frequencies


def test_what_keeps_deleted_text_is_filled_anew(
    tmp_path: Path, cluster: Cluster, cluster_settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(tmp_path / "g1", BULLETINS, cluster_settings)
    asked = Cluster.ask

    def without_merging(self: Cluster, method: str, path: str, *arguments: object, **named: object) -> object:
        return {} if path.endswith("_forcemerge") else asked(self, method, path, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Cluster, "ask", without_merging)
    second = put(tmp_path / "g2", BULLETINS[1:], cluster_settings, first)
    stats = cluster.find(f"/{index_of(second)}/_stats/docs")["_all"]["primaries"]["docs"]
    assert stats == {"count": 59, "deleted": 0}


def test_the_same_generation_is_not_sent_twice(
    tmp_path: Path, cluster: Cluster, cluster_settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(tmp_path / "g1", BULLETINS, cluster_settings)
    born = cluster.find(f"/{index_of(first)}/_settings")
    monkeypatch.setattr(Cluster, "bulk", lambda *_: pytest.fail("sent again"))
    (tmp_path / "again").mkdir()
    again = put(tmp_path / "again" / "g1", BULLETINS, cluster_settings)
    assert index_of(again) == index_of(first)
    assert cluster.find(f"/{index_of(first)}/_settings") == born
    assert (again / FILE).read_bytes() == (first / FILE).read_bytes()


def test_a_cluster_that_answers_wrongly_is_not_led_to(
    tmp_path: Path, cluster: Cluster, cluster_settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(tmp_path / "g1", BULLETINS, cluster_settings)

    def wrong(*arguments: object) -> object:
        row = row_of_cluster(*arguments)  # type: ignore[arg-type]
        row.body["all"] = []
        return row

    monkeypatch.setattr("search.engines.opensearch.filling.row_of_cluster", wrong)
    with pytest.raises(NotTakenError, match="differs from that of the index of record"):
        put(tmp_path / "g2", bulletins(1, 20), cluster_settings)
    assert aliased(cluster, cluster_settings) == [index_of(first)]
    assert indexes(cluster, cluster_settings) == [index_of(first)]


def test_copies_that_find_no_node_are_told(
    tmp_path: Path, cluster: Cluster, cluster_settings: OpenSearchSettings
) -> None:
    settings = replace(cluster_settings, replicas=19, build_seconds=5)
    with pytest.raises(NotTakenError, match="cannot take generation g1: "):
        put(tmp_path / "g1", BULLETINS[:3], settings)
    assert indexes(cluster, settings) == []
    assert aliased(cluster, settings) == []


def test_an_index_that_lost_bulletins_is_not_answered_from(
    tmp_path: Path, cluster: Cluster, cluster_settings: OpenSearchSettings
) -> None:
    folder = put(tmp_path / "g1", BULLETINS[:5], cluster_settings)
    there = remote(folder, cluster_settings)
    index = index_of(folder)
    cluster.ask("PUT", f"/{index}/_settings", {"index.blocks.write": None})
    cluster.bulk(index, [({"delete": {"_id": filling._key(BULLETINS[0].id)}}, None)])
    cluster.ask("POST", f"/{index}/_refresh")
    assert isinstance(there.backend, OpenSearchBackend)
    with pytest.raises(UnreachableError, match="has 4 bulletins, expected 5"):
        there.backend.check()
    with pytest.raises(UnreachableError, match="has 4 bulletins, expected 5"):
        remote(folder, cluster_settings)
