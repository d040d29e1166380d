"""The index of a generation, for the engine that settings name."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import search.engines
from search.engines import building
from search.engines.building import index_is_lost, lead_back, write_generation_index
from search.store.segments import FILE
from tests.search.corpora import ZONE, document, vocabulary
from view.bulletin import DocumentList
from view.problems import NotTakenError
from view.settings.endpoint_settings import EndpointSettings
from view.settings.search_settings import SearchSettings

CLUSTER = EndpointSettings(search=SearchSettings("opensearch"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What a cluster is asked for."""
    said: list[tuple[Any, ...]] = []
    cluster = SimpleNamespace(
        publish=lambda *given: said.append(("publish", *given[:2])),
        is_lost=lambda *given: said.append(("is_lost", given[0])) or True,  # type: ignore[func-returns-value]
        return_to=lambda *given: said.append(("return_to", given[0])),
    )
    monkeypatch.setattr(building, "_cluster", lambda: cluster)
    return said


def write(folder: Path, settings: EndpointSettings) -> None:
    folder.mkdir()
    some = DocumentList([document(1, "甲")])
    write_generation_index(some, folder, vocabulary(), ZONE, settings, previous=None)


def test_the_index_of_record_is_always_written(tmp_path: Path, asked: list[tuple[Any, ...]]) -> None:
    write(tmp_path / "a", EndpointSettings())
    assert (tmp_path / "a" / FILE).is_file()
    assert asked == []
    write(tmp_path / ".g1.new", CLUSTER)
    assert (tmp_path / ".g1.new" / FILE).is_file()
    assert asked == [("publish", tmp_path / ".g1.new", "g1")]


def test_only_a_cluster_can_lose_an_index_or_be_led_back(tmp_path: Path, asked: list[tuple[Any, ...]]) -> None:
    assert not index_is_lost(tmp_path, EndpointSettings())
    assert not index_is_lost(None, CLUSTER)
    assert asked == []
    assert index_is_lost(tmp_path, CLUSTER)
    lead_back("g0", CLUSTER)
    assert asked == [("is_lost", tmp_path), ("return_to", "g0")]


def test_without_its_client_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in sys.modules if one.startswith(("opensearchpy", "search.engines.opensearch"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(search.engines, "opensearch", raising=False)
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(NotTakenError, match="its client is not installed"):
        lead_back("g0", CLUSTER)
