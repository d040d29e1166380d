"""The version of the program covers the libraries that results depend on."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from view import version as program


def test_versions_of_libraries_are_those_that_are_installed() -> None:
    wanted = [version(package) for package in program._LIBRARIES]
    assert program._libraries.__wrapped__() == repr(wanted).encode()


def test_libraries_installed_in_another_way_are_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wanted = program._libraries.__wrapped__()
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "none")])
    monkeypatch.setattr(program, "_version", lambda package: f"{package} 1")
    assert b"markdown 1" in program._libraries.__wrapped__() != wanted
