"""The rooms' one rule: builder, search and account never import each other, and view imports none of them."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.machine import PROJECT

ROOMS = ("view", "builder", "search", "account", "server", "publish", "editing", "guides", "commands")
MODULES = sorted(path for room in ROOMS for path in (PROJECT / room).rglob("*.py"))
#: Room → the rooms it may import beside itself.
MAY = {
    "view": set(),
    "builder": {"view"},
    "search": {"view"},
    "account": {"view"},
    "server": {"search", "account", "view"},
    "publish": {"builder", "view"},
    "editing": {"builder", "view"},
    "guides": {"builder", "view"},
    "commands": {"builder", "search", "server", "publish", "editing", "guides", "view"},
}  # type: dict[str, set[str]]
#: Library → the modules that may import it (a room stands for all in it).
ONLY = {
    "whoosh": {"search/store/whoosh_index.py"},
    "opensearchpy": {"search/engines/opensearch/client.py"},
    "flask": {"search", "account", "server"},
    "werkzeug": {"search", "account", "server", "editing/desk"},
    "livereload": {"server"},
    "watchfiles": {"server"},
    "tornado": {"server"},
    "sqlalchemy": {"account"},
    "markdown": {"builder"},
    "nh3": {"builder"},
    "yaml": {"builder", "editing"},
    "pyroaring": {"search"},
    "numpy": {"search"},
    "rjieba": {"view/vocabulary/dictionary.py"},
    "opencc": {"search"},
    "click": {"server/preview/live.py", "commands"},
    "boto3": {"publish/targets/s3.py"},
    "cryptography": {"publish/release/signing.py"},
    "zstandard": {"publish/release/artefact.py"},
    "brotli": {"publish/release/compression.py"},
    "prometheus_client": {"server"},
    "playwright": {"guides"},
    "weasyprint": {"guides/printing.py"},
    "pydyf": {"guides/pdf_pictures.py"},
    "oxipng": {"guides"},
}  # type: dict[str, set[str]]


def name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> frozenset[str]:
    """The full names of all that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            found.add(node.module or "")
    return frozenset(found)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_imports_its_own_room_and_what_the_rule_allows(path: Path) -> None:
    room = path.relative_to(PROJECT).parts[0]
    rooms = {one.partition(".")[0] for one in imported(path)} & {*ROOMS, "build", "wsgi", "tests", "bench"}
    assert rooms <= MAY[room] | {room}


@pytest.mark.parametrize("library", ONLY)
def test_a_library_stays_in_its_room(library: str) -> None:
    users = {name(path) for path in MODULES if library in {one.partition(".")[0] for one in imported(path)}}
    allowed = tuple(one if one.endswith(".py") else f"{one}/" for one in ONLY[library])
    assert {one for one in users if not one.startswith(allowed)} == set()


def test_whoosh_is_imported_somewhere() -> None:
    assert "whoosh" in {one.partition(".")[0] for one in imported(PROJECT / "search" / "store" / "whoosh_index.py")}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_its_one_job_in_its_first_line(path: Path) -> None:
    docstring = ast.get_docstring(parsed(path))
    assert docstring
    assert len(docstring.splitlines()[0]) <= 120


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_not_longer_than_350_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 350


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_public_name_says_what_it_is_for(path: Path) -> None:
    silent = []
    for node in parsed(path).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            silent += [node.name] if not ast.get_docstring(node) else []
    assert silent == []


#: Room → its rooms and modules in order: each may import only what stands before it.
ORDER = {
    "builder": ("base", "attachments", "reading", "catalogue", "pages", "planning", "releasing", "site", "schedule"),
    "search": ("query_types", "text", "store", "index", "understanding", "query", "engines", "faces"),
    "account": ("base", "business", "identity"),
    "server": ("preview", "desk"),
    "publish": ("release", "targets", "notify"),
    "editing": ("data", "mentions", "front", "files", "life", "importing", "linting", "mending", "desk", "terminal"),
    "guides": (
        *("browser", "stepping", "picturing", "trying", "checking"),
        *("copying", "manual", "pdf_pictures", "printing"),
    ),
    "view": ("untrusted", "messages", "settings", "vocabulary", "rendering", "hosting"),
    "commands": ("speech", "common", "wiring"),
}  # type: dict[str, tuple[str, ...]]


def place_in(room: str, module: str) -> str:
    """The room, or module at the top, of a room that a module belongs to."""
    return module.split(".")[1] if "." in module else room


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "__init__.py"], ids=name)
def test_a_module_imports_what_stands_before_it(path: Path) -> None:
    room, *rest = path.relative_to(PROJECT).parts
    mine = rest[0].removesuffix(".py")
    if mine not in ORDER[room]:
        return
    above = set(ORDER[room][ORDER[room].index(mine) + 1 :])
    if room in ("account", "publish"):  # what stands at the top puts the rooms together
        above |= {one.stem for one in (PROJECT / room).glob("*.py")} - {"__init__"}
    used = {place_in(room, one) for one in imported(path) if one.partition(".")[0] == room}
    assert used.isdisjoint(above)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_readme_that_names_its_modules(room: str) -> None:
    """A module stands in the README nearest to it, and a folder there or beside it."""
    modules = [path for path in (PROJECT / room).rglob("*.py") if path.name != "__init__.py"]
    assert [name(one) for one in modules if f"| `{one.name}` |" not in nearest_readme(one)] == []
    folders = {path.parent for path in modules} - {PROJECT / room}
    assert [name(one) for one in folders if f"## `{one.name}/`" not in nearest_readme(one)] == []


def nearest_readme(path: Path) -> str:
    return next(one / "README.md" for one in path.parents if (one / "README.md").is_file()).read_text(encoding="utf-8")


def test_the_package_has_every_room() -> None:
    said = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert sorted(said) == sorted({name(path.parent).replace("/", ".") for path in MODULES})


def test_a_room_is_not_crowded() -> None:
    rooms = {path.parent for path in MODULES}
    assert {name(room): len(list(room.glob("*.py"))) for room in rooms if len(list(room.glob("*.py"))) > 15} == {}
