"""How many searches a worker answers at once: some wait a little, the others are told when to come back."""

from __future__ import annotations

import threading

from flask import Flask, g, request
from prometheus_client import Counter
from werkzeug.exceptions import ServiceUnavailable

from view.settings.deploy_settings import Limits

_SEARCHES = ("/search", "/search.atom", "/api/search", "/compare/")
_BUSY = "查询的人太多，请稍等片刻再试；风险信息页面不受影响，可照常浏览。"
_REFUSED = Counter("xinfeng_searches_refused_total", "Searches refused because too many were under way.", ["why"])


class ConcurrencyLimit:
    """Lets `limits.searches` through at once."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._free = threading.BoundedSemaphore(limits.searches)
        self._waiting = threading.BoundedSemaphore(limits.waiting) if limits.waiting else None

    def enter(self) -> None:
        """Return when it is this search's turn. ServiceUnavailable with `Retry-After` when that takes too long."""
        if self._free.acquire(blocking=False):
            return
        if self._waiting is None or not self._waiting.acquire(blocking=False):
            self._refuse("queue")
            return
        try:
            in_time = self._free.acquire(timeout=self._limits.wait_seconds)
        finally:
            self._waiting.release()
        if not in_time:
            self._refuse("time")

    def leave(self) -> None:
        """The search is answered."""
        self._free.release()

    def _refuse(self, why: str) -> None:
        _REFUSED.labels(why).inc()
        raise ServiceUnavailable(_BUSY, retry_after=self._limits.retry_seconds)


def add_concurrency_limit(app: Flask, limits: Limits) -> None:
    """Put a gate before the searches of an application."""
    gate = ConcurrencyLimit(limits)

    def enter() -> None:
        if request.path in _SEARCHES:
            gate.enter()
            g.passed_gate = True

    def leave(error: BaseException | None) -> None:
        if g.pop("passed_gate", False):
            gate.leave()

    app.before_request(enter)
    app.teardown_request(leave)
