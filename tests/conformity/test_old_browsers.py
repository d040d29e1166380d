"""Scripts are ES5, and scripts and styles use nothing that a promised browser would miss: by MDN's tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformity.tools import node
from tests.machine import PROJECT

ASSETS = PROJECT / "assets"
#: The oldest browsers that the manual promises.
PROMISED = {"ie": 10, "chrome": 20, "firefox": 20}
SCRIPTS, STYLES = sorted(ASSETS.glob("*.js")), sorted(ASSETS.glob("*.css"))
#: What a promised browser lacks → what happens there; nothing may be used that is not listed.
MISSED = {
    "script anchor": "a member of our own message, not of texts",
    "script isComposing": "undefined there; the key code 229 says the same",
    "script responseURL": "undefined there; the address that was asked for stands in",
    "script timeout": "a plain property there; the request ends when the connection does",
    "css property break-after": "page-break-after stands before it",
    "css property break-inside": "page-break-inside stands before it",
    "css value break-after: avoid": "page-break-after stands before it",
    "css value break-inside: avoid": "page-break-inside stands before it",
    "css value page-break-after: avoid": "a heading may end a sheet",
    "css property font-variant-numeric": "digits have their own widths",
    "css value font-variant-numeric: tabular-nums": "digits have their own widths",
    "css property line-break": "the browser's own rule for line ends",
    "css value line-break: strict": "the browser's own rule for line ends",
    "css property orphans": "a single line may begin a sheet",
    "css property widows": "a single line may end a sheet",
    "css property outline-offset": "the outline touches what it surrounds",
    "css property overflow-wrap": "word-wrap stands before it",
    "css property scroll-margin-top": "what an address leads to stands at the very top of the window",
    "css value position: sticky": "the menu stays at the head of a long page",
    "css property pointer-events": "the picture lies behind whatever can be pressed anyway",
}  # fmt: skip


def gaps(files: list[Path], browsers: dict[str, int] = PROMISED) -> list[dict[str, Any]]:
    """What these files use that one of the browsers lacks and that nothing keeps from it."""
    found = node("features.mjs", json.dumps(browsers), *map(str, files))
    return [one for file in found.values() for one in file if one["guard"] is None]


@pytest.mark.parametrize("files", [SCRIPTS, STYLES], ids=["scripts", "styles"])
def test_promised_browsers_miss_nothing_that_matters(files: list[Path]) -> None:
    assert files
    assert [one for one in gaps(files) if one["what"] not in MISSED] == []


def test_nothing_is_listed_that_is_not_used() -> None:
    assert {one["what"] for one in gaps(SCRIPTS + STYLES)} == set(MISSED)


def written(folder: Path, name: str, text: str) -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    return [one["what"] for one in gaps([folder / name])]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("let a = 1;", "not ES5"),
        ("var a = () => 1;", "not ES5"),
        ("fetch('/');", "script fetch"),
        ("document.body.closest('a');", "script closest"),
        ("new Promise(function () {});", "script Promise"),
        ("'a'.includes('b');", "script includes"),
        ("Array.from([]);", "script from"),
    ],
)
def test_newer_scripts_are_found(tmp_path: Path, text: str, what: str) -> None:
    assert any(one.startswith(what) for one in written(tmp_path, "a.js", text))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a { display: grid }", "css value display: grid"),
        ("a { color: var(--ink) }", "css function var()"),
        ("a { width: calc(1px + 1em) }", "css function calc()"),
        ("a:focus-visible { color: red }", "css selector :focus-visible"),
        ("a { gap: 1px }", "css property gap"),
        ("@layer a { b { color: red } }", "css at-rule @layer"),
    ],
)
def test_newer_styles_are_found(tmp_path: Path, text: str, what: str) -> None:
    assert what in written(tmp_path, "a.css", text)


@pytest.mark.parametrize(
    "text",
    [
        "a { color: #000; color: var(--ink) }",
        "@supports (display: grid) { a { display: grid } }",
        "@media (prefers-color-scheme: dark) { a { color: var(--ink) } }",
        "a { -webkit-box-sizing: border-box; box-sizing: border-box }",
    ],
)
def test_newer_styles_behind_a_guard_are_let_through(tmp_path: Path, text: str) -> None:
    assert written(tmp_path, "a.css", text) == []
