"""What commands share: options, errors that are said in one sentence, and the site's own clock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from commands.speech import say
from view.problems import MisusedError, NotTakenError, PlainError

#: A command's function, before or after an option was added to it.
Function = TypeVar("Function", bound=Callable[..., Any])


class Failed(click.ClickException):
    """Work that failed: the message is printed as it is, the exit code is 1."""

    def show(self, file: object = None) -> None:
        """Print the message on standard error, without a prefix."""
        say(self.message, err=True)


class NotTaken(Failed):
    """The cluster of the search did not take what was built: the exit code is 3."""

    exit_code = 3


@contextmanager
def plain_errors() -> Iterator[None]:
    """What stops a command is said in its own words; the exit code is 1, or 2 when it was asked wrongly."""
    try:
        yield
    except MisusedError as error:
        raise click.UsageError(str(error)) from None
    except NotTakenError as error:
        raise NotTaken(str(error)) from error
    except PlainError as error:
        raise Failed(str(error)) from None
    except OSError as error:
        raise Failed(system_problem(error)) from error


def system_problem(error: OSError) -> str:
    """What the system refused, and where."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"


def zone_of(root: Path) -> ZoneInfo:
    """The site's time zone."""
    from view.settings.site_settings import load_settings

    return load_settings(root).zone


def now(root: Path) -> datetime:
    """The moment, in the site's time zone."""
    from view import clock

    return clock.current(zone_of(root))


def check_moment(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A moment as the contract writes it."""
    if value is not None:
        from view import clock
        from view.settings.site_settings import Settings

        try:
            clock.parse_moment(value, Settings().zone)
        except (ValueError, OverflowError):
            raise click.BadParameter(f'"{value}" is not {clock.EXPECTED}') from None
    return value


def check_folder(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """A file that is written at the end must have its folder at the beginning."""
    if value is not None and not value.absolute().parent.is_dir():
        raise click.BadParameter(f'the folder "{value.parent}" does not exist')
    return value


def jobs_option(function: Function) -> Function:
    """`--jobs N`."""
    return click.option(
        "--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, show_default="all cores",
        help="How many processes work.",
    )(function)  # fmt: skip
