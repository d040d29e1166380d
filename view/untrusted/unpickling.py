"""Reads pickles of plain values and of classes that are named beforehand: a pickle may call anything that it can find.

The classes named must do nothing when they are called with whatever arguments: named tuples, dates. See decision 21.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from typing import IO, Any

#: What a pickle may refer to: (module, name) → what it gets.
KnownTypes = Mapping[tuple[str, str], Any]


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: IO[bytes], known: KnownTypes) -> None:
        super().__init__(file)
        self._known = known

    def find_class(self, module: str, name: str) -> Any:
        """What is known by this name and nothing else, be it in this program or not."""
        try:
            return self._known[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in this file") from None


def load(file: IO[bytes], known: KnownTypes) -> Any:
    """The next value of a file. UnpicklingError, or what else pickle raises, when it holds anything not known."""
    return _Unpickler(file, known).load()


def loads(data: bytes, known: KnownTypes) -> Any:
    """The value in some bytes, as `load`."""
    return load(io.BytesIO(data), known)
