"""Words that stand close together lift a document."""

from __future__ import annotations

import numpy as np

from search.engines.arrays.proximity import Proximity
from search.query.scoring import LIFT
from search.store.segments import Live
from tests.search.understood import read


def test_one_word_lifts_nothing(live: Live) -> None:
    assert Proximity(live).lifts(read("关税"), np.arange(4)).tolist() == [1.0] * 4


def test_where_they_touch_the_lift_is_the_greatest(live: Live) -> None:
    lifts = Proximity(live).lifts(read("钢铁 关税"), np.array([3, 1, 2]))
    assert lifts[0] == 1 + LIFT
    assert lifts[1:].tolist() == [1.0, 1.0]
    apart = Proximity(live).lifts(read("汇率 关税"), np.array([1]))
    assert 1 < apart[0] < 1 + LIFT
