"""The documents tell of every command, option, setting, key and template; their links lead somewhere."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

import build
from builder.reading.keys import BULLETIN_KEYS, GUIDE_KEYS, Key
from tests.machine import PROJECT
from view.settings.endpoint_settings import EndpointSettings
from view.settings.site_settings import Settings

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "deploy/**/*.md", "bench/**/*.md", "tests/**/*.md")
    for path in PROJECT.glob(pattern)
    if "node_modules" not in path.parts
)


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def settings(of: object, above: str = "") -> list[str]:
    """The name of every setting, tables with a dot."""
    assert is_dataclass(of)
    found: list[str] = []
    for one in fields(of):
        value = getattr(of, one.name)
        found += settings(value, f"{above}{one.name}.") if is_dataclass(value) else [above + one.name]
    return found


def commands() -> dict[str, click.Command]:
    context = click.Context(build.cli)
    return {name: found for name in build.cli.list_commands(context) if (found := build.cli.get_command(context, name))}


def options() -> list[str]:
    """Every command's long options."""
    return [
        f"{name} {max(parameter.opts, key=len)}"
        for name, command in commands().items()
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.name != "lang"  # what all take is told above the table
    ]


def told(document: str, name: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", document) is not None


@pytest.mark.parametrize("command", sorted(commands()))
def test_the_readme_tells_of_every_command(command: str) -> None:
    assert f"| `{command}" in text("README.md")


@pytest.mark.parametrize("option", options())
def test_the_readme_tells_of_every_option(option: str) -> None:
    command, _, name = option.partition(" ")
    row = next(line for line in text("README.md").splitlines() if line.startswith(f"| `{command}"))
    assert told(row, name)


@pytest.mark.parametrize("name", settings(Settings()) + settings(EndpointSettings()))
def test_the_settings_document_tells_of_every_setting(name: str) -> None:
    assert f"`{name}`" in text("docs/settings.md")


@pytest.mark.parametrize("key", [*BULLETIN_KEYS, *GUIDE_KEYS], ids=lambda key: key.name)
def test_the_editors_handbook_tells_of_every_key(key: Key) -> None:
    rows = [line.split(" | ") for line in text("docs/writing.md").splitlines() if line.startswith(f"| `{key.name}` |")]
    assert [key.about + " |"] in [row[-1:] for row in rows]


@pytest.mark.parametrize("name", sorted(path.name for path in (PROJECT / "templates").iterdir()))
def test_the_templates_document_tells_of_every_template(name: str) -> None:
    assert f"`{name}`" in text("docs/templates.md")


@pytest.mark.parametrize("target", re.findall(r"^(\w+):.*?##", text("Makefile"), re.MULTILINE))
def test_the_readme_tells_of_every_make_target(target: str) -> None:
    assert f"make {target}" in text("README.md")


def links(path: Path) -> list[str]:
    """The relative links of a document outside code blocks."""
    shown = re.sub(r"^( *)(```|~~~).*?^ *\2", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    shown = re.sub(r"`[^`\n]*`", "", shown)
    found = re.findall(r"\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)", shown)
    return [one for one in found if not re.match(r"[a-z]+:|//", one)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    dead = []
    for link in links(path):
        file, _, anchor = link.partition("#")
        target = (path.parent / unquote(file)).resolve() if file else path
        if not target.exists() or (anchor and target.suffix == ".md" and unquote(anchor) not in anchors(target)):
            dead.append(link)
    assert dead == []


def anchors(path: Path) -> set[str]:
    """The headings' ids as code hosts make them."""
    shown = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found = set()
    for heading in re.findall(r"^#+ +(.+?) *$", shown, re.MULTILINE):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def test_a_public_name_means_one_thing() -> None:
    """A class or function that two modules define is listed in the glossary, with its one meaning."""
    homes: dict[str, set[str]] = {}
    for room in ("account", "builder", "editing", "guides", "publish", "search", "server", "view"):
        for path in (PROJECT / room).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
                    homes.setdefault(node.name, set()).add(path.relative_to(PROJECT).as_posix())
    listed = {line.split("`")[1] for line in text("docs/glossary.md").splitlines() if line.startswith("| `")}
    assert {name: sorted(where) for name, where in homes.items() if len(where) > 1 and name not in listed} == {}


def test_the_handbook_has_every_message_with_its_cure() -> None:
    """The tables of docs/writing.md are those of the catalogue: English, Chinese."""
    tables = tomllib.loads(text("view/messages/zh.toml"))
    handbook = text("docs/writing.md").replace("\\|", "|")
    for cause in ("front-matter", "values", "traps", "body", "links", "addresses", "steps"):
        for english, chinese in tables[cause].items():
            if english != "_":
                assert f" | {re.sub(r'{[0-9]*}', '…', chinese)} |" in handbook
                assert re.sub(r"{[0-9]*}", "…", english) in handbook
