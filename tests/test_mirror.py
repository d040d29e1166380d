"""The tests mirror the rooms: each module has its own, helpers stand in one place, and no file is too long to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.machine import PROJECT
from tests.test_imports import MODULES, name

TESTS = PROJECT / "tests"
FILES = sorted(TESTS.rglob("*.py"))
#: A file of tests is read by whoever breaks one of them.
LONGEST = 350
#: Modules without a file of tests of their own, and why.
WITHOUT = {}  # type: dict[str, str]
#: Tests that read what other tests hold, or are asked for by name in a process of their own.
MAY_IMPORT_TESTS = {"tests/view/messages/test_catalogue.py", "tests/search/test_planted.py"}


def mirrored(path: Path) -> Path:
    """Where the tests of a module stand."""
    return TESTS / path.relative_to(PROJECT).with_name(f"test_{path.name}")


def test_each_module_has_its_tests_or_a_reason() -> None:
    modules = [path for path in MODULES if path.name != "__init__.py"]
    without = {name(path) for path in modules if not mirrored(path).is_file()}
    assert without - WITHOUT.keys() == set(), "write tests for it beside those of its room"
    assert WITHOUT.keys() - without == set(), "it has tests, or is gone: take it off the list"
    assert all(len(reason) > 10 for reason in WITHOUT.values())


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_not_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", FILES, ids=name)
def test_what_tests_share_stands_in_no_file_of_tests(path: Path) -> None:
    if name(path) in MAY_IMPORT_TESTS:
        return
    imports = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)
    ]
    named = {f"{node.module}.{one.name}" for node in imports if node.module for one in node.names}
    assert {
        one for one in named if one.startswith("tests.") and ".test_" in one and one.rsplit(".", 1)[-1] != "MODULES"
    } == set()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_test_hides_another_of_its_name(path: Path) -> None:
    """Python keeps the last of two functions of one name, and nobody hears of the first."""
    for scope in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(scope, (ast.Module, ast.ClassDef)):
            names = [
                one.name for one in scope.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            ]
            assert len(names) == len(set(names))
