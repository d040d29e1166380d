"""What is known of words and values, over all segments."""

from __future__ import annotations

import pytest

from search.engines.arrays.filters import Filters
from search.engines.arrays.lexicon import ArraysLexicon
from search.engines.arrays.postings import PostingReader
from search.store.segments import Live
from tests.search.corpora import ZONE


@pytest.fixture
def lexicon(live: Live) -> ArraysLexicon:
    return ArraysLexicon(live, Filters(live, ZONE), PostingReader(live))


def test_values_in_use_are_counted_among_listed_ones(lexicon: ArraysLexicon) -> None:
    assert lexicon.used("country") == {"VN": 2, "BR": 2}
    assert lexicon.used("keyword") == {"关税": 1, "港口": 1, "钢": 1}
    assert lexicon.used("level") == {"high": 1, "low": 1}


def test_names_of_values_in_use(lexicon: ArraysLexicon) -> None:
    assert lexicon.names(0, 0, "越") == lexicon.names(0, 1, "yuenan") == {"VN"}
    assert lexicon.names(0, 0, "越", whole=True) == set()
    assert lexicon.names(0, 0, "美国") == set()


def test_words_one_character_away_with_how_often_they_stand(lexicon: ArraysLexicon) -> None:
    assert lexicon.near("官税")["关税"] == 2
    assert "关税" not in lexicon.near("关税")
    assert lexicon.near("zzzzzz") == {}


def test_titles_that_begin_so_are_documents(lexicon: ArraysLexicon) -> None:
    assert sorted(lexicon.documents(0, "越南")) == [1, 3]
    assert list(lexicon.documents(2, "bxgk")) == [2]
    assert list(lexicon.documents(0, "关税")) == []
