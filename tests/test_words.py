"""Readers meet one name for one thing: the list of docs/design.md holds templates, scripts, guides and messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.machine import PROJECT

ROOMS = ("account", "builder", "publish", "search", "server", "view")


def refused() -> dict[str, str]:
    """The words that are not said → what is said instead."""
    text = (PROJECT / "docs" / "design.md").read_text(encoding="utf-8")
    section = text.partition("## One name each")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", section, re.MULTILINE)
    return {word: said for said, never in rows for word in never.split("、") if said not in ("we say", "---")}


def texts() -> Iterator[tuple[str, str]]:
    """Every place that readers are spoken to from, and what it says; comments and docstrings speak to others."""
    for folder, pattern in (("templates", "*"), ("content/guide", "*.md"), ("assets", "*.js")):
        for path in sorted((PROJECT / folder).glob(pattern)):
            said = path.read_text(encoding="utf-8")
            yield f"{folder}/{path.name}", re.sub(r"\{#.*?#\}|/\*.*?\*/", "", said, flags=re.DOTALL)
    for room in ROOMS:
        for path in sorted((PROJECT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            notes = {ast.get_docstring(one, clean=False) for one in ast.walk(tree) if isinstance(one, _DOCUMENTED)}
            spoken = [
                one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            yield path.relative_to(PROJECT).as_posix(), "\n".join(text for text in spoken if text not in notes)


_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def test_the_list_is_there() -> None:
    assert {"检索", "我的待办", "投保申请", "国别索引"} <= refused().keys()


@pytest.mark.parametrize(("place", "text"), [pytest.param(*one, id=one[0]) for one in texts()])
def test_one_thing_has_one_name(place: str, text: str) -> None:
    assert [f"{word}: say {said}" for word, said in refused().items() if word in text] == []
