"""Document numbers as bitmaps, and back."""

from __future__ import annotations

from array import array

import numpy as np
from pyroaring import BitMap

from search.store.array_file import Array


def bitmap_of(docs: Array) -> BitMap:
    """Document numbers as a bitmap."""
    return BitMap(array("I", docs.astype(np.uint32).tobytes()))


def docs_in(bitmap: BitMap) -> Array:
    """The document numbers of a bitmap, in order."""
    return np.frombuffer(bitmap.to_array(), np.uint32).astype(np.int64)
