"""Every engine answers alike: thousands of random requests over random bulletins, after updates and deletes too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from search.engines.opening import open_engine
from search.engines.whoosh import documents as whoosh_documents
from search.index.indexing import write_index
from search.query.engine import Engine
from search.query_types import Query
from search.store.segments import FILE
from tests.search.conformance import PER_PAGE, TYPED, bulletins, changed, differences, guides, requests
from tests.search.corpora import ZONE, document, vocabulary
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


def test_whoosh_needs_nothing_but_whoosh(tmp_path: Path) -> None:
    folder = write(tmp_path / "index", bulletins(3))
    for path in (folder / FILE, *folder.glob("segment-*.bin")):
        path.unlink()
    engine = open_engine(folder, vocabulary(), ZONE, WHOOSH)
    answer = engine.answer(Query(q="关税", sort="relevance"), 20)
    assert answer.total
    assert all("<mark>" in hit.title_html + hit.text_html or hit.via for hit in answer.hits)
    assert engine.suggest("yuenan")


def test_whoosh_verifies_what_its_postings_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters that stand apart are found by existence, and only their text says so."""
    folder = write(tmp_path / "index", [document(1, "关于税收"), document(2, "关税"), document(3, "8517 62")])
    whoosh, arrays = both(folder)
    for q in ("关税", "851762", '"关税"', "8517.62"):
        assert whoosh.ids(Query(q=q)) == arrays.ids(Query(q=q))
    monkeypatch.setattr(whoosh_documents, "_stands", lambda *_: True)
    whoosh.forget()
    assert whoosh.ids(Query(q="关税")) == ["2026/002", "2026/001"]


def test_whoosh_puts_rare_and_repeated_words_first(tmp_path: Path) -> None:
    documents = [document(1, "加征关税", ["关税关税"]), document(2, "其他", ["关税"]), document(3, "其他", ["别的"])]
    whoosh, _ = both(write(tmp_path / "index", documents))
    assert whoosh.ids(Query(q="关税", sort="relevance")) == ["2026/001", "2026/002"]


def test_whoosh_answers_from_an_index_of_nothing(tmp_path: Path) -> None:
    whoosh, arrays = both(write(tmp_path / "index", []))
    for query in (Query(), Query(q="关税", sort="relevance"), Query(country=("VN",), status="withdrawn")):
        assert differences(whoosh, arrays, query) == []
    assert whoosh.suggest("关") == []
