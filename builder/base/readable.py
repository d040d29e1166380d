"""What is published is for everybody to read, whatever the umask of the one who publishes it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Web servers run as other users: folders get mode 0755, files 0644.
_UMASK = 0o022
_lock = threading.Lock()
_inside = 0
_before = 0


@contextmanager
def readable() -> Iterator[None]:
    """Make the files and folders that the block creates readable, and those of the processes that it begins.

    It may hold in several threads at once, and around functions as a decorator. What belongs to nobody else, such as
    caches and keys, is created outside.
    """
    global _inside, _before
    with _lock:
        if not _inside:
            _before = os.umask(_UMASK)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                os.umask(_before)
