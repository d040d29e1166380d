"""The shipped site, built and served once for all the checkers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.served import Served, Server, served_soundly, shipped_copy


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the shipped site; tests take `shipped`."""
    root = shipped_copy(tmp_path_factory.mktemp("conformity"), 'base_url = "http://127.0.0.1:8000"\n')
    with served_soundly(root, "--no-reload") as server:
        yield server


@pytest.fixture
def shipped(shop: Server) -> Served:
    """The shipped site as in production."""
    return shop.sound()
