"""A cluster answers as the arrays do: every number, mark and offer, and nearly every place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from search.engines.opensearch import rows
from search.query.engine import Engine
from search.query_types import Query
from tests.search.conformance import TYPED, bulletins, changed, differences, moved, requests
from tests.search.corpora import document
from tests.search.engines.opensearch.conftest import local, put, remote
from view.settings.search_settings import OpenSearchSettings

Keep = Callable[[Engine], Engine]
#: Requests to each corpus; XINFENG_STEPS=2000 asks thousands.
REQUESTS = int(os.environ.get("XINFENG_STEPS", "50"))


@pytest.mark.parametrize(("seed", "shards"), [(0, 1), (1, 3)])
def test_a_cluster_answers_alike(
    tmp_path: Path, cluster_settings: OpenSearchSettings, opened: Keep, seed: int, shards: int
) -> None:
    settings = replace(cluster_settings, shards=shards)
    documents = bulletins(seed, 60)
    folder = put(tmp_path / "g1", documents, settings)
    if seed % 2:
        folder = put(tmp_path / "g2", changed(seed, documents, 1000), settings, folder)
    there, here = opened(remote(folder, settings)), opened(local(folder))
    assert there.backend.name == "opensearch"
    wrong = {query: said for query in requests(seed, REQUESTS) if (said := differences(here, there, query))}
    assert wrong == {}
    assert [there.suggest(typed) for typed in TYPED] == [here.suggest(typed) for typed in TYPED]
    ranked = [query for query in requests(seed, REQUESTS) if query.sort == "relevance" and query.page == 1]
    places = [place for query in ranked[:20] for place in moved(here, there, query)]
    assert sum(place <= 1 for place in places) >= 0.95 * len(places)


def test_the_last_page_is_had_however_deep(
    tmp_path: Path, cluster_settings: OpenSearchSettings, opened: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default a cluster refuses what lies beyond the first 10,000; here beyond the first 10."""
    monkeypatch.setattr(rows, "_WINDOW", 10)
    folder = put(tmp_path / "g1", [document(number, f"关税{number}") for number in range(80)], cluster_settings)
    there, here = opened(remote(folder, cluster_settings)), opened(local(folder))
    for query in (Query(), Query(q="关税", sort="relevance")):
        last = here.answer(query, 3).pages
        deep = replace(query, page=last)
        assert len(there.answer(deep, 3).hits) == len(here.answer(deep, 3).hits) == 2
        assert there.answer(replace(query, page=last + 1), 3).hits == ()


def test_newest_pages_hold_each_bulletin_once(
    tmp_path: Path, cluster_settings: OpenSearchSettings, opened: Keep
) -> None:
    folder = put(tmp_path / "g1", bulletins(5, 50), replace(cluster_settings, shards=3))
    there, here = opened(remote(folder, replace(cluster_settings, shards=3))), opened(local(folder))
    asked = [Query(page=page) for page in range(1, 8)]
    ids = [hit.bulletin.id for query in asked for hit in there.answer(query, 7).hits]
    assert ids == here.ids(Query())[: len(ids)]
    assert [hit.bulletin.id for query in asked for hit in there.answer(query, 7).hits] == ids


def test_an_index_of_nothing_answers(tmp_path: Path, cluster_settings: OpenSearchSettings, opened: Keep) -> None:
    folder = put(tmp_path / "g1", [], cluster_settings)
    there, here = opened(remote(folder, cluster_settings)), opened(local(folder))
    for query in (Query(), Query(q="关税", sort="relevance"), Query(country=("VN",), status="withdrawn")):
        assert differences(here, there, query) == []
