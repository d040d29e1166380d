"""How well documents answer: words by rarity, as far as they are there, fresh above old."""

from __future__ import annotations

import numpy as np
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


def scored(one: Ranking, text: str) -> list[float]:
    """The score of every document for a query."""
    with one.scores(read(text)) as scores:
        return [float(score) for score in scores.of(np.arange(len(scores.total)))]


def test_what_holds_nothing_scores_nothing(one: Ranking) -> None:
    scores = scored(one, "关税")
    assert (scores[0], scores[2]) == (0, 0)
    assert scores[3] > 0 < scores[1]
    assert not any(scored(one, "锰"))


def test_more_of_the_words_and_more_often_is_better(one: Ranking) -> None:
    scores = scored(one, "上调 关税")
    assert scores[3] > scores[1]


def test_queries_at_once_do_not_add_up(one: Ranking) -> None:
    alone = scored(one, "关税")
    with one.scores(read("关税")) as first, one.scores(read("汇率")) as second:
        assert first.total is not second.total
        assert scored(one, "关税") == alone
    assert scored(one, "关税") == alone
    assert not any(scored(one, "锰"))


def test_of_two_alike_the_newer_is_better(live: Live) -> None:
    fresh = Ranking(PostingReader(live), live.dates)._freshness
    assert (fresh[:-1] > fresh[1:]).all()
    assert fresh[0] == 1 + FRESH


def test_the_rarest_parts_are_read_first_and_reading_has_an_end(one: Ranking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "PLACES_READ", 1)
    scores = scored(one, "汇率 关税")
    assert scores[1] > 0
    assert scores[3] == 0
