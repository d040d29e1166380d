"""What the surroundings refuse – a full disk, a file in the way, a terminal's encoding – is one sentence and exit 1."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import build
from builder import site as whole_build
from tests.machine import PROJECT
from tests.site_helper import NOW, PNG, Site

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each

REPOSITORY = PROJECT


def run(root: Path, *arguments: str, printing: str = os.devnull, **environment: str) -> tuple[int, str, bytes]:
    """The command as an operator runs it: its exit code, what it says of mistakes, and what it prints."""
    command = [sys.executable, str(REPOSITORY / "build.py"), "--root", str(root), *arguments]
    surroundings = {**os.environ, **environment}
    if printing == os.devnull:
        ended = subprocess.run(command, capture_output=True, env=surroundings, check=False)
        return ended.returncode, ended.stderr.decode("utf-8", "replace"), ended.stdout
    with Path(printing).open("wb") as out:
        ended = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=surroundings, check=False)
    return ended.returncode, ended.stderr.decode("utf-8", "replace"), b""


@pytest.fixture
def small(site: Site) -> Site:
    site.settings('base_url = "https://risk.example"\n').small().bulletin("a", title="标题 😀").build(index=True)
    return site


@pytest.mark.parametrize("command", [["check"], ["search", "标题"], ["status"], ["build", "--at", NOW]])
def test_a_full_disk_under_what_is_printed(small: Site, command: list[str]) -> None:
    code, said, _ = run(small.root, *command, printing="/dev/full")
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("No space left on device")


def occupy(path: str) -> Callable[[Site, Path], None]:
    """A file where a folder must be."""

    def harm(site: Site, target: Path) -> None:
        place = target / path[len("TARGET/") :] if path.startswith("TARGET") else site.root / path
        if place.is_dir():
            shutil.rmtree(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()

    return harm


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (["deploy", "TARGET"], "state"),
        (["deploy", "TARGET"], "TARGET/.upload"),
        (["new", "甲乙", "-x", "风险预警"], "content/risk"),
        (["publish", "a"], "content/risk"),
        (["build", "--at", NOW], "var"),
        (["check"], "content/risk"),
    ],
)
def test_a_file_where_a_folder_must_be(small: Site, tmp_path: Path, command: list[str], place: str) -> None:
    target = tmp_path / "www"
    occupy(place)(small, target)
    code, said, _ = run(small.root, *(str(target) if one == "TARGET" else one for one in command))
    assert code == 1
    assert "Traceback" not in said
    assert said.strip().count("\n") == 0
    assert said.strip()


def test_a_deploy_puts_files_where_folders_are_and_folders_where_files_are(small: Site, tmp_path: Path) -> None:
    target = tmp_path / "www"
    (target / "index.html" / "x").mkdir(parents=True)
    (target / "risk").touch()
    code, said, _ = run(small.root, "deploy", str(target))
    assert (code, "Traceback" in said) == (0, False)
    assert (target / "index.html").read_bytes() == (small.root / "site" / "index.html").read_bytes()


def test_a_database_that_cannot_be_written(small: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(whole_build, "load_content", full)
    ended = CliRunner().invoke(build.cli, ["--root", str(small.bulletin("b").root), "build", "--clean", "--at", NOW])
    assert ended.exit_code == 1
    assert f"{small.root}/var: cannot be written as a database (database or disk is full)" in ended.stderr


def test_a_terminal_without_the_characters_gets_their_numbers(small: Site) -> None:
    code, said, printed = run(small.root, "search", "标题", PYTHONIOENCODING="gbk")
    assert (code, said) == (0, "")
    assert "标题 \\U0001f600" in printed.decode("gbk")


@pytest.mark.parametrize("arguments", [["--sort", "x"], ["--page", "0"], ["--since", "x"], ["--nonsense"]])
def test_a_wrong_search_is_wrong_usage(small: Site, arguments: list[str]) -> None:
    assert run(small.root, "search", *arguments)[0] == 2


def test_file_names_do_not_depend_on_the_locale(small: Site) -> None:
    small.bulletin("越南-钢铁", "![甲](图.png)").file("content/risk/图.png", PNG)
    for number, locale in enumerate(({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})):
        other = small.clone(small.root.with_name(f"in-{number}"))
        code, said, _ = run(other.root, "build", "--at", NOW, **locale)
        assert (code, said) == (0, "")
        assert other.has("/risk/越南-钢铁/图.png")
    assert other.tree() == Site(small.root.with_name("in-0")).tree()


@pytest.mark.parametrize(
    "name",
    ["style.css~", "#style.css#", ".#style.css", "style.css.orig", "a.rej", "a.css.swp", "Thumbs.db", ".DS_Store",
     "desktop.ini"],
)  # fmt: skip
def test_what_editors_and_desktops_leave_is_no_asset_and_no_template(small: Site, name: str) -> None:
    before = small.tree()
    small.file(f"assets/{name}", b"\xff").file(f"templates/{name}", b"{% nonsense \xff").build()
    assert small.tree() == before
    assert small.checked() == []
