"""Fixtures and options that several rooms' tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import hostile
from tests.site_helper import Site

#: Commands speak the language of the locale; tests read their English, whoever runs them.
os.environ["LC_ALL"] = "C.UTF-8"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The folder whose files and archives hold further hostile strings."""
    parser.addoption("--hostile", type=Path, metavar="DIR", help="a folder of further hostile strings")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site in a folder of its own."""
    return Site(tmp_path / "site-folder")


@pytest.fixture(scope="session")
def own_strings() -> list[str]:
    """The committed hostile strings."""
    return hostile.OWN


@pytest.fixture(scope="session")
def other_strings(request: pytest.FixtureRequest) -> list[str]:
    """The hostile strings of the folder; none unless one is given."""
    folder: Path | None = request.config.getoption("hostile", default=None)
    return hostile.strings_of(folder) if folder else []
