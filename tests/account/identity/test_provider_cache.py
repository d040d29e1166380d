"""What was read from the provider: fresh while it answers, as it was while it is down."""

from __future__ import annotations

import pytest

from account.identity import provider_cache
from account.identity.provider_cache import ProviderCache, ProviderDownError


class Provider:
    """Answers with the number of the reading; `down` it does not. `now` is the clock."""

    def __init__(self) -> None:
        self.now, self.asked, self.down = 0.0, 0, False
        self.cache = ProviderCache(self.read, lambda: self.now)

    def read(self) -> int:
        self.asked += 1
        if self.down:
            raise ProviderDownError("gone")
        return self.asked


@pytest.fixture
def provider() -> Provider:
    return Provider()


def test_it_is_read_once_and_again_when_it_is_old(provider: Provider) -> None:
    assert [provider.cache.get(), provider.cache.get(), provider.asked] == [1, 1, 1]
    provider.now = provider_cache._FRESH - 1
    assert provider.cache.get() == 1
    provider.now = provider_cache._FRESH
    assert provider.cache.get() == 2


def test_while_it_is_down_the_last_one_serves_and_it_is_not_asked_at_each_request(provider: Provider) -> None:
    provider.cache.get()
    provider.down, provider.now = True, provider_cache._FRESH
    assert [provider.cache.get() for _ in range(5)] == [1] * 5
    assert provider.asked == 2
    provider.now += provider_cache._LONG_PAUSE
    provider.down = False
    assert provider.cache.get() == 3


def test_without_any_it_is_a_503_and_soon_asked_again(provider: Provider) -> None:
    provider.down = True
    for _ in range(3):
        with pytest.raises(ProviderDownError) as raised:
            provider.cache.get()
    assert (raised.value.code, provider.asked) == (503, 1)
    provider.down, provider.now = False, provider_cache._PAUSE
    assert provider.cache.get() == 2


def test_who_needs_a_newer_one_gets_it_but_not_at_each_request(provider: Provider) -> None:
    provider.cache.get()
    provider.now = 50
    assert provider.cache.get_newer(60) == 1
    provider.now = 60
    assert provider.cache.get_newer(60) == 2
    assert provider.cache.get_newer(60) == 2


def test_nobody_waits_for_who_reads_already(provider: Provider) -> None:
    provider.cache.get()
    provider.now = provider_cache._FRESH
    with provider.cache.lock:
        assert provider.cache.get() == 1
