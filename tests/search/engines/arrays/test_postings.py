"""Postings of words and runs of text, and what is remembered of them."""

from __future__ import annotations

import pytest

from search.engines.arrays import postings
from search.engines.arrays.postings import PostingReader
from search.store.segments import Live


def test_a_word_and_a_run_have_the_documents_that_hold_them(live: Live) -> None:
    reader = PostingReader(live)
    assert reader.word("@country:VN").docs.tolist() == [0, 1, 3]
    assert reader.text("关税").docs.tolist() == [1, 3]
    assert list(reader.text("关税").bitmap) == [1, 3]
    assert reader.text("关税", "body").docs.tolist() == [3]
    assert reader.text("steel").docs.tolist() == []
    assert reader.text("steel", prefix=True).docs.tolist() == [0]
    assert len(reader.word("没有这个词").docs) == 0


def test_what_stands_more_often_weighs_more_and_never_more_than_one(live: Live) -> None:
    impacts = PostingReader(live).text("关税").impacts
    assert 0 < impacts[0] < impacts[1] < 1


def test_one_of_several_counts_by_the_best(live: Live) -> None:
    reader = PostingReader(live)
    both = reader.either(("关税", "港口"), ("@country:BR",))
    assert both.docs.tolist() == [0, 1, 2, 3]
    assert both.impacts[3] == reader.text("关税").impacts[1]
    assert reader.either(("关税",), ()) is reader.text("关税")
    assert reader.either((), ("@country:BR",)) is reader.word("@country:BR")


def test_sizes_are_at_most_what_there_is(live: Live) -> None:
    reader = PostingReader(live)
    assert reader.word_size("@country:VN") == 3
    assert reader.text_size("关税") >= len(reader.text("关税").docs)
    assert reader.text_size("税关") >= 0
    assert (reader.word_size("没有"), reader.text_size("锰")) == (0, 0)


def test_memory_has_an_end_and_can_be_dropped(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "_CACHE_BYTES", 600)
    reader = PostingReader(live)
    first = reader.text("关税")
    assert reader.text("关税") is first
    for text in ("港口", "越南", "巴西", "汇率"):
        reader.text(text)
    assert len(reader._cache) < 4
    assert reader.text("关税") is not first
    reader.forget()
    assert (len(reader._cache), reader._cached_bytes) == (0, 0)
