"""Whoosh as an engine: needs nothing but Whoosh, and verifies what its postings find."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.opening import open_engine
from search.engines.whoosh import documents as whoosh_documents
from search.query_types import Query
from search.store.segments import FILE
from tests.search.conformance import bulletins, differences
from tests.search.corpora import ZONE, document, vocabulary
from tests.search.engines_beside import WHOOSH, both, write


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
