"""Files that were read and wait to be accepted: the latest ones."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict

from editing.desk.doing.uploads import ReadUpload

#: Imports that wait at once; each may hold the pictures of a large file.
_MOST = 4


class WaitingImports:
    """Files that were read and not yet accepted, the latest ones."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, ReadUpload] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, found: ReadUpload) -> str:
        """The key by which it is accepted."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._found[key] = found
            while len(self._found) > _MOST:
                self._found.popitem(last=False)
        return key

    def get(self, key: str) -> ReadUpload | None:
        """What was read."""
        with self._lock:
            return self._found.get(key)

    def forget(self, key: str) -> None:
        """It was accepted."""
        with self._lock:
            self._found.pop(key, None)
