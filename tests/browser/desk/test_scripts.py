"""The desk's scripts: their types hold, the bundled editor is what its sources give, and it may be given on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.licences import ALLOWED
from tests.machine import PROJECT

WEB, STATIC = PROJECT / "editing" / "desk" / "web", PROJECT / "editing" / "desk" / "static"
#: Lines that a script may have, as a module of Python.
_LONGEST = 350


def said(*command: str) -> str:
    """What a command of web/ says; it must end well."""
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_types_hold() -> None:
    said("npm", "run", "--silent", "types")


def test_the_bundle_is_what_its_sources_give() -> None:
    files = [STATIC / "vendor" / "codemirror.js", STATIC / "vendor" / "LICENSES.txt"]
    committed = [one.read_bytes() for one in files]
    try:
        said("npm", "run", "--silent", "build")
        assert [one.read_bytes() for one in files] == committed
    finally:
        for one, data in zip(files, committed, strict=True):
            one.write_bytes(data)


def test_all_that_is_bundled_may_be_given_on() -> None:
    text = (STATIC / "vendor" / "LICENSES.txt").read_text(encoding="utf-8")
    named = re.findall(r"^(?:@[\w-]+/)?[\w-]+ [\d.]+ \((.+)\)$", text, re.MULTILINE)
    assert len(named) > 10
    assert set(named) <= ALLOWED


def test_scripts_are_small_and_named_in_the_readme() -> None:
    readme = (WEB / "README.md").read_text(encoding="utf-8")
    scripts = sorted((STATIC / "js").rglob("*.js"))
    assert [str(one) for one in scripts if len(one.read_text(encoding="utf-8").splitlines()) > _LONGEST] == []
    assert [str(one) for one in scripts if f"`{_named(one)}`" not in readme] == []


def _named(script: Path) -> str:
    return script.relative_to(STATIC / "js").as_posix()
