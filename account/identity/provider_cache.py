"""Keeps what was read from the provider: fresh while it answers, as it was while it is down."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.exceptions import ServiceUnavailable

#: Seconds after which discovery and keys are read again, so that what the provider has withdrawn is not trusted long.
_FRESH = 3600
#: Seconds for which a provider that did not answer is not asked for discovery or keys again.
_PAUSE = 2
#: The same, where what was read before still serves.
_LONG_PAUSE = 30
_LOG = logging.getLogger("xinfeng.account")


class ProviderDownError(ServiceUnavailable):
    """The provider does not answer, or not as OpenID Connect has it: 503. `cause` is for the log."""

    description = "门户的登录服务暂时没有响应，请稍后再试。"

    def __init__(self, cause: str) -> None:
        super().__init__(retry_after=_PAUSE)
        self.cause = cause


@dataclass
class ProviderCache:
    """Something read from the provider: read again when it is old, kept as it is while the provider is down."""

    read: Callable[[], Any]
    clock: Callable[[], float]
    value: Any = None
    read_at: float = float("-inf")
    failed_at: float = float("-inf")
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self) -> Any:
        """The value, fresh if the provider answers. An older one serves while somebody else reads it again."""
        return self._get(_FRESH, needed=self.value is None)

    def get_newer(self, oldest: float) -> Any:
        """The value for somebody whom the last one did not help, not older than `oldest` seconds."""
        return self._get(oldest, needed=True)

    def _get(self, oldest: float, *, needed: bool) -> Any:
        if not self._is_old(oldest) or not self.lock.acquire(blocking=needed):
            return self.value
        try:
            if self._is_old(oldest):
                self._read_again(_PAUSE if needed else _LONG_PAUSE)
        finally:
            self.lock.release()
        return self.value

    def _is_old(self, oldest: float) -> bool:
        return self.value is None or self.clock() - self.read_at >= oldest

    def _read_again(self, pause: float) -> None:
        if self.clock() - self.failed_at >= pause:
            try:
                self.value = self.read()
                self.read_at = self.clock()
                return
            except ProviderDownError as error:
                _LOG.warning("the identity provider: %s", error.cause)
                self.failed_at = self.clock()
        if self.value is None:
            raise ProviderDownError("no answer yet")
