"""The shipped site, built and served once for all the checkers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.served import Served, serving, shipped_copy


@pytest.fixture(scope="package")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shipped site as in production."""
    root = shipped_copy(tmp_path_factory.mktemp("conformity"), 'base_url = "http://127.0.0.1:8000"\n')
    with serving(root, "--no-reload") as served:
        yield served
