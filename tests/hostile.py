"""Hostile strings: those of our own, and those of a folder that a run is given (`pytest … --hostile DIR`)."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OWN: list[str] = json.loads((Path(__file__).parent / "hostile.json").read_text(encoding="ascii"))


def strings_of(folder: Path) -> list[str]:
    """The folder's strings that are not our own, each once: its files and archives line by line, JSON also by text."""
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
