"""What commands share: errors in one sentence, the right exit code, and options that are checked."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from commands.common import (
    Failed,
    NotTaken,
    check_folder,
    check_moment,
    jobs_option,
    now,
    plain_errors,
    system_problem,
    zone_of,
)
from tests.site_helper import Site
from view.problems import MisusedError, NotTakenError, PlainError

CONTEXT = click.Context(click.Command("x"))
PARAMETER = click.Option(["--at"])


@pytest.mark.parametrize(
    ("error", "kind", "code", "said"),
    [
        (PlainError("甲"), Failed, 1, "甲"),
        (NotTakenError("甲"), NotTaken, 3, "甲"),
        (OSError(28, "No space left on device", "/a/b"), Failed, 1, "/a/b: No space left on device"),
        (MisusedError("甲"), click.UsageError, 2, "甲"),
    ],
)
def test_what_stops_a_command_is_said_in_its_own_words(
    error: Exception, kind: type[click.ClickException], code: int, said: str
) -> None:
    @plain_errors()
    def fail() -> None:
        raise error

    with pytest.raises(kind) as raised:
        fail()
    assert (raised.value.exit_code, raised.value.message) == (code, said)


def test_other_errors_are_not_hidden() -> None:
    @plain_errors()
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        fail()


def test_what_the_system_refused_and_where() -> None:
    assert system_problem(OSError("odd")) == "odd"
    assert system_problem(FileNotFoundError(2, "No such file or directory", "a")) == "a: No such file or directory"


def test_the_site_s_own_clock(tmp_path: Path) -> None:
    site = Site(tmp_path).settings('timezone = "America/New_York"\n')
    assert str(zone_of(site.root)) == "America/New_York"
    assert str(now(site.root).tzinfo) == "America/New_York"


@pytest.mark.parametrize("value", [None, "2026-11-20", "2026-11-20T09:30", "2026-11-20T01:30Z"])
def test_a_moment_is_left_as_it_was_typed(value: str | None) -> None:
    assert check_moment(CONTEXT, PARAMETER, value) == value


@pytest.mark.parametrize("value", ["", "tomorrow", "0001-01-01T00:00+14:00"])
def test_what_is_no_moment_is_wrong_usage(value: str) -> None:
    with pytest.raises(click.BadParameter, match="is not"):
        check_moment(CONTEXT, PARAMETER, value)


def test_a_file_needs_its_folder(tmp_path: Path) -> None:
    assert check_folder(CONTEXT, PARAMETER, tmp_path / "a") == tmp_path / "a"
    assert check_folder(CONTEXT, PARAMETER, None) is None
    with pytest.raises(click.BadParameter, match="does not exist"):
        check_folder(CONTEXT, PARAMETER, tmp_path / "none" / "a")


def test_jobs_are_as_many_as_there_are_cores_unless_asked() -> None:
    @click.command()
    @jobs_option
    def command(jobs: int) -> None:
        click.echo(jobs)

    from click.testing import CliRunner

    assert CliRunner().invoke(command, ["--jobs", "3"]).output == "3\n"
    assert int(CliRunner().invoke(command, []).output) >= 1
    assert [CliRunner().invoke(command, ["--jobs", one]).exit_code for one in ("0", "65", "x")] == [2, 2, 2]
