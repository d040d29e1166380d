"""The folder of hostile strings that a run may be given: `pytest tests/search/test_hostile.py --hostile DIR`."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

OWN: list[str] = json.loads((Path(__file__).parent / "hostile.json").read_text(encoding="ascii"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The folder, whose files and archives are read line by line; JSON also text by text."""
    parser.addoption("--hostile", type=Path, metavar="DIR", help="a folder of further hostile strings")


@pytest.fixture(scope="session")
def own_strings() -> list[str]:
    """The committed strings."""
    return OWN


@pytest.fixture(scope="session")
def other_strings(request: pytest.FixtureRequest) -> list[str]:
    """The strings of the folder, each once; none unless one is given."""
    folder: Path | None = request.config.getoption("hostile", default=None)
    if folder is None:
        return []
    found = dict.fromkeys(text for name, data in files(folder) for text in texts(name, data))
    assert found, f"{folder}: no strings"
    return [text for text in found if text not in OWN]


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder and of the archives in it."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if not tarfile.is_tarfile(path):
            yield path.name, path.read_bytes()
            continue
        with tarfile.open(path) as archive:
            for member in archive:
                if file := archive.extractfile(member):
                    yield member.name, file.read()


def texts(name: str, data: bytes) -> Iterator[str]:
    """The lines of a file, and the texts in it where it is JSON."""
    text = data.decode("utf-8", "surrogateescape")
    yield from text.splitlines()
    if name.endswith(".json"):
        yield from values(json.loads(text))


def values(data: Any) -> Iterator[str]:
    """Every text in some JSON."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.items() if isinstance(data, dict) else data:
            yield from values(list(one) if isinstance(one, tuple) else one)
