"""Every engine answers alike: thousands of random requests over random bulletins, after updates and deletes too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from search.engines.opening import open_engine
from search.index.indexing import write_index
from search.query.engine import Engine
from tests.search.conformance import PER_PAGE, TYPED, bulletins, changed, differences, guides, requests
from tests.search.corpora import ZONE, vocabulary
from view.bulletin import Document, DocumentList
from view.settings.endpoint_settings import EndpointSettings
from view.settings.search_settings import SearchSettings

#: Corpora, and requests to each: XINFENG_STEPS=2000 asks many thousands.
CORPORA, REQUESTS = 8, int(os.environ.get("XINFENG_STEPS", "100"))
WHOOSH = EndpointSettings(search=SearchSettings("whoosh"))


def both(folder: Path) -> tuple[Engine, Engine]:
    """The reference and the default over one index."""
    reference = open_engine(folder, vocabulary(), ZONE, WHOOSH)
    assert reference.backend.name == "whoosh"
    return reference, open_engine(folder, vocabulary(), ZONE)


def write(folder: Path, documents: list[Document], previous: Path | None = None) -> Path:
    folder.mkdir()
    write_index(DocumentList(documents, guides()), folder, vocabulary(), ZONE, previous=previous)
    return folder


@pytest.mark.parametrize("seed", range(CORPORA))
def test_whoosh_and_arrays_answer_alike(tmp_path: Path, seed: int) -> None:
    documents = bulletins(seed, 60)
    folder = write(tmp_path / "first", documents)
    if seed % 2:
        documents = changed(seed, documents, 1000)
        folder = write(tmp_path / "second", documents, folder)
    whoosh, arrays = both(folder)
    wrong = {query: said for query in requests(seed, REQUESTS) if (said := differences(whoosh, arrays, query))}
    assert wrong == {}
    assert [whoosh.suggest(typed) for typed in TYPED] == [arrays.suggest(typed) for typed in TYPED]
    matches = {arrays.answer(query, PER_PAGE).match for query in requests(seed, REQUESTS)}
    assert matches == {"all", "most"}
