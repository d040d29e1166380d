"""Limits how often one client may ask: token buckets in this process's memory, bounded however many clients come."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from flask import request
from werkzeug.exceptions import TooManyRequests

#: Clients remembered at once; the one not seen for longest is forgotten first, and its bucket is the fullest.
_CLIENTS = 10_000
#: Who owns one IPv6 address owns the whole network of this prefix.
_IPV6_PREFIX = 64


class RateLimit:
    """Lets each client ask `per_minute` times a minute, all at once if it likes; then 429 with `Retry-After`.

    0 is no limit.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, client: str, refused: Callable[[], None] = lambda: None) -> None:
        """Take one token of the client's. TooManyRequests, after `refused`, says when there will be one again."""
        missing = self._take(client) if self.per_minute else 0
        if missing:
            refused()
            raise TooManyRequests("请求太频繁，请稍等片刻再试。", retry_after=math.ceil(missing * 60 / self.per_minute))

    def _take(self, client: str) -> float:
        """What is missing of one token, 0 when it was there."""
        with self._lock:
            now = self._clock()
            tokens, since = self._buckets.pop(client, (float(self.per_minute), now))
            tokens = min(self.per_minute, tokens + (now - since) * self.per_minute / 60)
            granted = tokens >= 1
            self._buckets[client] = (tokens - 1 if granted else tokens, now)
            if len(self._buckets) > _CLIENTS:
                self._buckets.popitem(last=False)
            return 0 if granted else 1 - tokens


def client_address(trusted_proxies: int) -> str:
    """The address of who asks; behind proxies of ours, what the outermost of them saw."""
    address = request.remote_addr or ""
    if trusted_proxies:
        said = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
        address = said[-trusted_proxies] if len(said) >= trusted_proxies else address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, _IPV6_PREFIX), strict=False)) if parsed.version == 6 else address
