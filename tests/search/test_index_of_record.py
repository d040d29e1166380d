"""Whoosh and the sidecar hold the same words, codes and documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.arrays.postings import PostingReader
from search.index import renewal
from search.index.indexing import write_index
from search.store.segments import Live
from search.store.whoosh_index import WhooshReader
from tests.search import corpora
from tests.search.corpora import ZONE, values, vocabulary
from view.bulletin import DocumentList, row_of


def test_more_processes_write_the_same_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "MOST", 220)
    for name, jobs in (("one", 1), ("two", 2)):
        (tmp_path / name).mkdir()
        write_index(DocumentList(corpora.corpus(0, 430)), tmp_path / name, vocabulary(), ZONE, jobs=jobs)
    for segment in ("segment-0.bin", "segment-1.bin", "live.bin"):
        assert (tmp_path / "one" / segment).read_bytes() == (tmp_path / "two" / segment).read_bytes()


def test_words_are_the_same_in_both(tmp_path: Path) -> None:
    write_index(DocumentList(corpora.corpus(2)), tmp_path, vocabulary(), ZONE)
    live, whoosh = Live(tmp_path), WhooshReader(tmp_path)
    live.verify()
    postings = PostingReader(live)
    words = {word for segment in live.segments for word in segment.places.words}
    assert words
    for word in words:
        assert sorted(live.stored[postings.word(word).docs].tolist()) == whoosh.postings("words", word)
    whoosh.close()


def test_documents_and_codes_are_the_same_in_both(tmp_path: Path) -> None:
    documents = sorted(corpora.corpus(3), key=lambda one: (one.date, one.id))
    write_index(DocumentList(documents), tmp_path, vocabulary(), ZONE)
    live, whoosh = Live(tmp_path), WhooshReader(tmp_path)
    assert whoosh.count() == len(documents) == live.size
    for facet in ("country", "industry", "channel", "level", "keyword"):
        for code in live.holders(facet):
            held = [number for number, one in enumerate(documents) if code in values(one, facet)]
            assert whoosh.postings(facet, code) == held
    read = whoosh.documents(live.stored.tolist())
    ids = [live.text("id", number) for number in range(live.size)]
    assert [one.bulletin.id for one in read] == ids == corpora.newest_first(documents)
    originals = {one.id: one for one in documents}
    for one in read:
        original = originals[one.bulletin.id]
        assert one.bulletin == row_of(original)
        assert one.body.split("\x1e") == [original.summary, *original.blocks]
    assert whoosh.postings("words", "没有这个词") == []
    whoosh.close()


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[int] = []
    write_index(DocumentList(corpora.corpus(0, 250)), tmp_path, vocabulary(), ZONE, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 250
