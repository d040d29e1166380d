"""The list of planted faults fits the project as it is: who moves a line moves its fault along."""

from __future__ import annotations

import ast

import pytest

from tests.mutants import ROOT, Mutant, read_list


def test_each_stands_in_its_file_once() -> None:
    assert len(read_list()) >= 60


@pytest.mark.parametrize("mutant", read_list(), ids=lambda one: one.file)
def test_the_tests_that_notice_it_are_there(mutant: Mutant) -> None:
    for test in mutant.tests:
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        assert set(name.partition("[")[0].split("::")) - {""} <= names
