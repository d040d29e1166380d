"""The base installation builds, serves and edits; what needs more says in one sentence which command brings it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tomllib

import pytest

from tests.machine import PROJECT
from tests.site_helper import NOW, Site
from view.extras import EXTRAS, missing_module

pytestmark = pytest.mark.thorough

#: Runs build.py as if nothing of the extras were installed.
SCRIPT = f"""
import runpy, sys
sys.modules.update(dict.fromkeys({[one for packages in EXTRAS.values() for one in packages]!r}))
sys.argv = ["build.py", *sys.argv[1:]]
runpy.run_path({str(PROJECT / "build.py")!r}, run_name="__main__")
"""
POSTGRESQL = '[counts]\ndatabase_url = "postgresql://ro@127.0.0.1/x"\n'
#: Packages → the names by which they are imported, where these differ.
IMPORTED = {"pillow": "PIL", "markdown_it_py": "markdown_it", "pyoxipng": "oxipng"}


@pytest.fixture
def small(site: Site) -> Site:
    return site.small().bulletin("a", title="关税").bulletin("b", draft=True).guide("g")


def command(site: Site, *arguments: str) -> list[str]:
    return [sys.executable, "-c", SCRIPT, "--root", str(site.root), *arguments]


def run(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(site, *arguments), capture_output=True, text=True, check=False)


def test_building_looking_and_serving_need_no_extra(small: Site) -> None:
    commands = """check|build --at NOW --jobs 2|search 关税|new 弃货 --channel warning|status|schedule b 2999-01-01
        publish b|correct a --note 改|withdraw a --note 撤|restore a|supersede a --by b|rename a c|history c"""
    for words in re.split(r"[|\n]", commands.replace("NOW", NOW)):
        done = run(small, *words.split())
        assert (done.returncode, done.stderr) == (0, ""), words
    with subprocess.Popen(
        command(small, "serve", "--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        while line and not line.startswith("Serving "):
            line = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert (line[:8], process.communicate()[1]) == ("Serving ", "")


@pytest.mark.parametrize(
    ("settings", "words", "extra"),
    [
        ("", ["deploy", "www"], "publish"),
        ("", ["build", "--precompress"], "publish"),
        ("", ["follow", "--once", "--unsigned", "www"], "publish"),
        ("", ["import", "note.md"], "editing"),
        ("", ["import", "feed.xml"], "editing"),
        ("", ["pictures"], "guides"),
        ("", ["manual"], "guides"),
        (POSTGRESQL, ["serve", "--port", "0"], "serve"),
    ],
)
def test_what_needs_one_says_so_in_a_sentence(small: Site, settings: str, words: list[str], extra: str) -> None:
    small.settings(settings)
    files = {"note.md": "# 关税\n\n上调。", "feed.xml": '<rss version="2.0"><channel/></rss>'}
    for name, text in files.items():
        small.file(name, text)
    words = [str(small.root / word) if word in files else word for word in words]
    done = run(small, *words)
    said = (done.stdout + done.stderr).splitlines()
    assert done.returncode == 1, said
    assert re.fullmatch(rf"no module \w+, which comes with the extra {extra}: run `make setup`", said[-1])
    assert "Traceback (most recent call last):" not in said


def test_the_environment_itself_may_be_missing() -> None:
    assert missing_module("click.core") == "no module click.core: run `make setup`, then .venv/bin/python build.py"
    assert "extra publish" in missing_module("botocore.exceptions")


def names_of(requirements: list[str]) -> set[str]:
    names = {re.split(r"[\[=]", one)[0].replace("-", "_") for one in requirements}
    return {IMPORTED.get(one, one) for one in names}


def test_every_package_of_an_extra_is_known() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra, packages in EXTRAS.items():
        assert names_of(project["optional-dependencies"][extra]) <= set(packages), extra
    assert names_of(project["dependencies"]).isdisjoint(one for packages in EXTRAS.values() for one in packages)


def test_the_command_that_brings_them_is_there() -> None:
    extras = re.search(r"\.setup: private EXTRAS = \[(.*)\]", (PROJECT / "Makefile").read_text(encoding="utf-8"))
    assert extras
    assert extras[1].split(",") == list(EXTRAS)
