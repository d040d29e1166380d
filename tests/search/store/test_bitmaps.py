"""Document numbers as bitmaps, and back."""

from __future__ import annotations

import numpy as np
from pyroaring import BitMap

from search.store.bitmaps import bitmap_of, docs_in


def test_numbers_come_back_in_order_each_once() -> None:
    bitmap = bitmap_of(np.array([70_000, 3, 3, 0], np.int64))
    assert bitmap == BitMap([0, 3, 70_000])
    assert docs_in(bitmap).tolist() == [0, 3, 70_000]
    assert docs_in(bitmap).dtype == np.int64


def test_none_is_none() -> None:
    assert len(docs_in(bitmap_of(np.zeros(0, np.int64)))) == 0
