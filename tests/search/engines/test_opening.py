"""The index of a generation, opened with the engine that settings name; help pages beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.opening import open_engine
from search.index.guide_documents import GUIDES
from search.index.indexing import write_index
from search.query_types import Query
from tests.search.corpora import ZONE, document, vocabulary
from view.bulletin import DocumentList, GuideDocument
from view.settings.endpoint_settings import EndpointSettings
from view.settings.search_settings import SearchSettings


@pytest.mark.parametrize("engine", ["arrays", "whoosh"])
def test_each_engine_finds_bulletins_and_guides(tmp_path: Path, engine: str) -> None:
    guide = GuideDocument("/guide/a/", "怎样退保", "摘要", [], ["文"], "d")
    write_index(DocumentList([document(1, "退保须知")], [guide]), tmp_path, vocabulary(), ZONE)
    opened = open_engine(tmp_path, vocabulary(), ZONE, EndpointSettings(search=SearchSettings(engine)))
    found = opened.answer(Query("退保", sort="relevance"), 5)
    assert [hit.bulletin.id for hit in found.hits] == ["2026/001"]
    assert [hit.url for hit in found.guides] == ["/guide/a/"]
    opened.close()


def test_without_guides_there_is_no_index_of_them(tmp_path: Path) -> None:
    write_index(DocumentList([document(1, "退保须知")]), tmp_path, vocabulary(), ZONE)
    assert not (tmp_path / GUIDES).exists()
    opened = open_engine(tmp_path, vocabulary(), ZONE)
    assert opened.answer(Query("退保", sort="relevance"), 5).guides == ()
    opened.close()
