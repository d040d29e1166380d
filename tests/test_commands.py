"""The commands as a person types them: what they print, what they write, how they exit."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import build
from builder.base.progress import Progress
from builder.releasing.release import Options
from builder.site import check_site
from tests.commands.running import HERE, run, script
from tests.site_helper import NOW, Site

WRONG = {
    "no such command": ["bulid"],
    "no such option": ["build", "--cleen"],
    "no time": ["build", "--at", "tomorrow"],
    "a time before all calendars": ["build", "--at", "0001-01-01T00:00+14:00"],
    "no jobs": ["build", "--jobs", "0"],
    "no number of jobs": ["build", "--jobs", "many"],
    "no title": ["new", "--channel", "warning"],
    "no channel": ["new", "标题"],
    "no port": ["serve", "--port", "99999"],
    "no host": ["serve", "--host", ""],
    "no host but a space": ["serve", "--host", " "],
    "an argument too many": ["build", "now"],
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_exits_2_and_writes_nothing(site: Site, name: str) -> None:
    before = site.everything()
    result = run(site, *WRONG[name])
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert "Traceback" not in result.output
    assert site.everything() == before


def test_a_root_that_is_not_there_is_wrong_usage() -> None:
    result = CliRunner().invoke(build.cli, ["--root", "/no/such/folder", "build"])
    assert result.exit_code == 2


def test_outside_its_environment_build_py_says_so_in_one_line() -> None:
    result = script("build", options=("-S", "-E"))
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "make setup" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["build", "--at", NOW], 0), (["check"], 0), (["build", "--jobs", "x"], 2), (["search", "关税"], 1)],
)
def test_a_real_process_exits_with_the_contract_s_codes(site: Site, arguments: list[str], code: int) -> None:
    site.small().bulletin("a")
    assert script("--root", str(site.root), *arguments).returncode == code


def test_the_shipped_site_has_no_problems() -> None:
    assert [str(one) for one in check_site(HERE, Options(at=NOW, jobs=1), Progress())] == []
