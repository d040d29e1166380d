"""The garbage collector, out of the way where many objects are made and none is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """No garbage collection: a plan or a ledger is a million small objects; looking through them took a third of it.

    The program makes hardly any cycles, so a whole build takes no more memory for it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
