"""Messages in Chinese: every message that an editor can meet has its sentence, and says in it what the English says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import build
from tests.builder import (
    test_problems,
    test_problems_of_addresses,
    test_problems_of_bodies,
    test_problems_of_settings,
    test_problems_of_templates,
)
from tests.builder.reading import test_fields
from tests.builder.reading.traps.trapped import TRAPS, told
from tests.machine import PROJECT
from tests.site_helper import Site
from view.messages.catalogue import _catalogue, cause_of, language_of, said, translated

#: Where the exact text of problems is held.
BROKEN = (
    *(test_problems, test_problems_of_addresses, test_problems_of_bodies, test_fields),
    *(test_problems_of_settings, test_problems_of_templates),
)
#: Where what editors read is written; all else speaks to operators and developers.
ROOMS = ("builder/reading", "builder/catalogue", "builder/attachments", "builder/pages/aliases.py",
         "builder/planning/whole.py", "builder/base/permissions.py", "editing", "view/settings/site_settings.py",
         "view/settings/toml_tables.py", "view/settings/notify_settings.py", "view/vocabulary/vocabulary.py",
         "builder/base/limits.py", "view/untrusted/own_files.py", "view/problems.py", "view/clock.py",
         "guides/stepping.py", "guides/picturing.py")  # fmt: skip
#: What looks like a message and is none.
NO_MESSAGE = re.compile(
    r"[\u4e00-\u9fff]|\\[nsdbt]|\(\?|SELECT|INSERT|DELETE|CREATE|PRAGMA|^<(?:div|a|img|input|sup|!--)|class="
    r"|^[a-z]+(?: [a-z0-9]+)+$|checksum|no record|not a parsed|another version|not looked up|did you mean$"
    r"|nothing under|is no date|; one of |nested too deep$|^[-^]|could not find|mapping values|wingdings|noopener"
    r"|PowerPoint Document|GBK/GB|draft: true|channel: |level: |file: |imported: |^at line|\(at|loading="
    r"|internal:|history|was \{\}|=>|step-picture|\{\} \{\}/|a cache of version|<head>|-src|^private, max-age|^%s \("
)


def _templates(tree: ast.Module) -> Iterator[str]:
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)} - {
        id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
    }
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if id(node) in docs or id(node) in inner:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _modules() -> list[Path]:
    found: list[Path] = []
    for room in ROOMS:
        place = PROJECT / room
        found += [place] if place.is_file() else sorted(place.rglob("*.py"))
    return found


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_every_message_has_its_chinese(path: Path) -> None:
    known = [re.sub(r"\{\}", "{}", one.pattern.pattern) for one in (*_catalogue().entries, *_catalogue().phrases)]
    plain = [re.sub(r"\\(.)", r"\1", one.replace("(.*?)", "{}")) for one in known]
    missing = []
    for text in _templates(ast.parse(path.read_text(encoding="utf-8"))):
        if len(re.findall("[A-Za-z]{2,}", text)) < 3 or " " not in text.strip() or NO_MESSAGE.search(text):
            continue
        if translated(text.replace("{}", "7")) is None and not any(text.strip() in one for one in plain):
            missing.append(text)
    assert missing == []


def _problems() -> list[str]:
    """The problems whose exact text the tests of broken sites hold."""
    found = []
    for value in (value for module in BROKEN for value in vars(module).values()):
        if isinstance(value, dict):
            for one in value.values():
                found += [text for text in (one if isinstance(one, tuple) else ()) if isinstance(text, str)]
    return [one for one in found if re.match(r"(?:content/\S+:)?\d+:\d+: ", one)]


def test_every_known_problem_is_said_in_chinese() -> None:
    lines = [one if one.startswith("content") else f"content/risk/a.md:{one}" for one in _problems()]
    assert len(lines) > 60
    unsaid = [one for one in lines if said(one, "zh") == one and ": template: Expected" not in one]  # Jinja's own
    assert unsaid == []


def test_every_trap_is_said_in_chinese() -> None:
    for body, _, _ in TRAPS.values():
        for line in told(body):
            message = re.sub(r"^\d+:\d+: (?:problem: )?", "", line)
            assert translated(message), message
            assert cause_of(message) == "traps"


def test_a_sentence_takes_over_what_differs() -> None:
    line = 'content/risk/a.md:3:8: warning: level: unknown value "高高"; did you mean "高"?'
    assert said(line, "zh") == "content/risk/a.md:3:8: 警告：level: 词表里没有“高高”；是不是想写“高”？"
    assert said(line, "en") == line
    assert said("a.md:2:1: countries: must be a list, not a text: write `countries: [越南]`", "zh") == (
        "a.md:2:1: countries: 必须是列表，不能是一段文字：请写 `countries: [越南]`"
    )
    assert said("2026/11/a: published\nunknown to all", "zh") == "2026/11/a：已发布\nunknown to all"
    assert said("+a: published", "zh") == "+a: published"


def test_sentences_have_as_many_holes_as_their_english() -> None:
    for one in (*_catalogue().entries, *_catalogue().phrases):
        holes = re.findall(r"\{(\d*)\}", one.said)
        numbered = {int(hole) for hole in holes if hole}
        assert len(numbered) in (0, len(holes)), one.said
        assert (numbered or set(range(len(holes)))) == set(range(one.pattern.groups)), one.said


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "C"}, "zh"),
        ({}, "en"),
    ],
)
def test_the_language_is_the_locales(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_commands_speak_the_language_that_is_asked_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.small().bulletin("a", level="高高")

    def run(*arguments: str) -> str:
        return CliRunner().invoke(build.cli, ["--root", str(site.root), *arguments]).output

    chinese = "词表里没有“高高”；是不是想写“高”？"
    assert f"{chinese}\n1 个问题，0 个警告\n" in run("check", "--jobs", "1", "--lang", "zh")
    assert f"{chinese}\n1 个问题；什么也没有写\n" in run("--lang", "zh", "build", "--jobs", "1")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert chinese in run("check", "--jobs", "1")
    assert "1 problem, 0 warnings" in run("check", "--jobs", "1", "--lang", "en")
    assert "没有编号为“none”的信息" in run("publish", "none")


def test_a_hint_is_right_when_it_is_followed(site: Site) -> None:
    site.small().file(
        "content/risk/a.md", "---\ntitle: 甲\ndate: 2026-11-20\nchannel: 预警\nkeywords: a，b\n---\n\n正文。\n"
    )
    (problem,) = site.problems()
    hint = problem.rpartition("write `")[2].rstrip("`")
    assert hint == "keywords: [a, b]"
    text = (site.root / "content/risk/a.md").read_text(encoding="utf-8").replace("keywords: a，b", hint)
    site.file("content/risk/a.md", text).build()
    assert '"keywords": ["a", "b"]' in site.text("/data/bulletins.jsonl")
