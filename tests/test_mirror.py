"""The tests mirror the rooms: each module has its own, helpers stand in one place, and no file is too long to read."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.machine import PROJECT

TESTS = PROJECT / "tests"
ROOMS = ("view", "builder", "search", "account", "server", "publish", "editing", "guides", "commands")
MODULES = sorted(path for room in ROOMS for path in (PROJECT / room).rglob("*.py") if path.name != "__init__.py")
FILES = sorted(TESTS.rglob("*.py"))
#: A file of tests is read by whoever breaks one of them.
LONGEST = 350


@dataclass(frozen=True)
class Without:
    """Modules that have no file of tests of their own, why, and the tests that hold them instead (below tests/)."""

    why: str
    modules: tuple[str, ...]
    held_by: tuple[str, ...]


WITHOUT = (
    Without(
        "shapes, protocols, numbers and data without logic",
        (
            *("account/base/render.py", "account/business/sample_statements.py", "account/identity/session_tables.py"),
            *("builder/reading/records.py", "editing/importing/limits.py", "editing/linting/finding.py"),
            *("search/query/backend.py", "view/page_meta.py"),
        ),
        (
            *("account/business/test_demo_data.py", "account/identity/test_sessions.py"),
            *(
                "editing/importing/test_refused_files.py",
                "editing/linting/test_linting.py",
                "search/test_conformance.py",
            ),
        ),
    ),
    Without(
        "builds as a whole: what they plan and release is held against clean builds, byte for byte",
        (
            *("builder/site.py", "builder/planning/whole.py", "builder/planning/increment.py"),
            "builder/releasing/release.py",
        ),
        ("test_increment.py", "test_incremental.py", "test_atomic.py", "test_golden.py", "builder/test_pages.py"),
    ),
    Without(
        "commands as a whole: one function each that puts other modules together and says what they did",
        ("commands/publishing.py", "publish/terminal.py", "publish/release/gathering.py", "editing/terminal.py"),
        (
            *("publish/test_deploying.py", "publish/test_follow_command.py", "publish/notify/test_notifying.py"),
            *("publish/test_believed.py", "editing/life/test_steps.py", "editing/life/test_renaming.py"),
        ),
    ),
    Without(
        "guides run in a browser as a whole: steps, pictures and the manual, with changes planted to be noticed",
        (
            *("commands/guides.py", "server/preview/still.py"),
            *(f"guides/{one}.py" for one in ("browser", "checking", "copying", "picturing", "stepping")),
            *("guides/pdf_pictures.py", "guides/printing.py"),
        ),
        ("guides/test_shipped.py", "guides/test_trying.py", "guides/test_manual.py"),
    ),
    Without(
        "put together for HTTP, or a process of its own, and asked over it",
        ("account/account.py", "account/opening.py", "server/worker.py", "server/metrics.py"),
        (
            *(
                "account/test_blueprint.py",
                "account/test_bearer.py",
                "account/test_checking.py",
                "publish/test_nginx.py",
            ),
            *("publish/test_hostile.py", "publish/test_under_load.py"),
        ),
    ),
    Without(
        "the desk's answers as a whole: asked over HTTP as its page asks, and what they put together has its own tests",
        (
            "editing/desk/application.py",
            *(f"editing/desk/api/{one}.py" for one in ("bringing", "handlers", "publishing", "reading", "reviewing")),
            *("editing/desk/api/routes.py", "editing/desk/api/writing.py", "server/desk/serving.py"),
        ),
        tuple(
            f"editing/desk/test_{one}.py"
            for one in (
                *("gate", "saving", "steps_at_the_desk", "review", "publishing", "bringing", "any_text"),
                *("hostile_previews", "desk_server", "random_work"),
            )
        ),
    ),
    Without(
        "a Word file is read as a whole: a construct for each thing that it can hold",
        tuple(f"editing/importing/docx/{one}.py" for one in ("drawings", "leftovers", "runs")),
        ("editing/importing/docx/test_reading.py",),
    ),
    Without(
        "an import as a whole: foreign texts in, drafts out",
        ("editing/importing/writing/drafting.py",),
        ("editing/importing/test_files.py", "editing/importing/docx/test_reading.py"),
    ),
    Without(
        "engines answer as a whole, each like the others; the cluster's asks a node, which must understand it",
        (
            *("search/engines/arrays/backend.py", "search/engines/whoosh/documents.py"),
            "search/engines/whoosh/lexicon.py",
            *(f"search/engines/opensearch/{one}.py" for one in ("backend", "checking", "client", "lexicon")),
            *(f"search/engines/opensearch/{one}.py" for one in ("scored", "sources")),
        ),
        (
            *("search/test_conformance.py", "search/engines/whoosh/test_backend.py"),
            *(f"search/engines/opensearch/test_{one}.py" for one in ("answers", "failures", "filling")),
        ),
    ),
    Without(
        "writes the index that every test of a search asks",
        ("search/index/collecting.py", "search/index/indexing.py", "search/store/whoosh_index.py"),
        ("search/test_index_of_record.py", "search/test_planted.py", "search/index/test_renewal.py"),
    ),
)
#: Tests that read what other tests hold, or are asked for by name in a process of their own.
MAY_IMPORT_TESTS = {"tests/view/messages/test_catalogue.py", "tests/search/test_planted.py"}


def name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def mirrored(path: Path) -> Path:
    """Where the tests of a module stand."""
    return TESTS / path.relative_to(PROJECT).with_name(f"test_{path.name}")


def test_each_module_has_its_tests_or_a_reason() -> None:
    excused = [module for group in WITHOUT for module in group.modules]
    without = {name(path) for path in MODULES if not mirrored(path).is_file()}
    assert without - set(excused) == set(), "write tests for it beside those of its room"
    assert set(excused) - without == set(), "it has tests, or is gone: take it off the list"
    assert len(excused) == len(set(excused))


@pytest.mark.parametrize("group", WITHOUT, ids=lambda group: group.why[:40])
def test_what_holds_them_instead_is_there(group: Without) -> None:
    assert [one for one in group.held_by if not (TESTS / one).is_file()] == []
    assert group.held_by


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_not_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", FILES, ids=name)
def test_what_tests_share_stands_in_no_file_of_tests(path: Path) -> None:
    if name(path) in MAY_IMPORT_TESTS:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests"):
            named = [node.module or "", *(one.name for one in node.names)]
            assert not any(part.startswith("test_") for one in named for part in one.split(".")), named


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_test_hides_another_of_its_name(path: Path) -> None:
    """Python keeps the last of two functions of one name, and nobody hears of the first."""
    for scope in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(scope, (ast.Module, ast.ClassDef)):
            names = [
                one.name for one in scope.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            ]
            assert len(names) == len(set(names))
