"""Rate limits: enough for readers, 429 with Retry-After beyond, bounded however many clients come."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from account.base import rates
from account.base.rates import RateLimit, client_address


class Seconds:
    """A clock in seconds that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def retry_after(limit: RateLimit, client: str) -> int | None:
    """None where the client may ask, else how long it has to wait."""
    try:
        limit.check(client)
    except TooManyRequests as refused:
        return int(dict(refused.get_headers())["Retry-After"])
    return None


def test_a_minutes_worth_may_be_asked_at_once_and_then_in_step() -> None:
    seconds = Seconds()
    limit = RateLimit(6, seconds)
    assert [retry_after(limit, "a") for _ in range(8)] == [None] * 6 + [10, 10]
    assert retry_after(limit, "b") is None
    seconds.now = 9
    assert retry_after(limit, "a") == 1
    seconds.now = 10
    assert [retry_after(limit, "a") for _ in range(2)] == [None, 10]
    seconds.now = 1000
    assert [retry_after(limit, "a") for _ in range(7)] == [None] * 6 + [10]


def test_no_limit_is_no_limit() -> None:
    limit = RateLimit(0)
    assert {retry_after(limit, "a") for _ in range(1000)} == {None}


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_CLIENTS", 10)
    limit = RateLimit(1)
    for number in range(1000):
        limit.check(str(number))
    assert len(limit._buckets) == 10
    assert retry_after(limit, "999")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "", "9.9.9.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),  # the first was made up by the client
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.1", "1.1.1.1"),
        (2, "1.1.1.1", "9.9.9.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "nonsense", "nonsense"),
    ],
)
def test_the_address_is_what_the_outermost_proxy_of_ours_saw(proxies: int, forwarded: str, address: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with Flask("test").test_request_context(headers=headers, environ_base={"REMOTE_ADDR": "9.9.9.9"}):
        assert client_address(proxies) == address
