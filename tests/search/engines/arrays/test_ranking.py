"""How well documents answer: words by rarity, as far as they are there, fresh above old."""

from __future__ import annotations

import pytest

from search.engines.arrays import ranking
from search.engines.arrays.postings import PostingReader
from search.engines.arrays.ranking import Ranking
from search.query.scoring import FRESH
from search.store.segments import Live
from tests.search.understood import read


@pytest.fixture
def one(live: Live) -> Ranking:
    return Ranking(PostingReader(live), live.dates)


def test_what_holds_nothing_scores_nothing(one: Ranking) -> None:
    scores = one.scores(read("关税"))
    assert (scores[0], scores[2]) == (0, 0)
    assert scores[3] > 0 < scores[1]
    assert not one.scores(read("锰")).any()


def test_more_of_the_words_and_more_often_is_better(one: Ranking) -> None:
    scores = one.scores(read("上调 关税"))
    assert scores[3] > scores[1]


def test_of_two_alike_the_newer_is_better(live: Live) -> None:
    fresh = Ranking(PostingReader(live), live.dates)._freshness
    assert (fresh[:-1] > fresh[1:]).all()
    assert fresh[0] == 1 + FRESH


def test_the_rarest_parts_are_read_first_and_reading_has_an_end(one: Ranking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "PLACES_READ", 1)
    scores = one.scores(read("汇率 关税"))
    assert scores[1] > 0
    assert scores[3] == 0
