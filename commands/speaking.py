"""In which language commands speak: `--lang`, which all of them take, else the locale's."""

from __future__ import annotations

import os

import click

from view.messages.catalogue import LANGUAGES, language_of, translated_lines


class _Spoken:
    """The language of the command that runs: what stops one is said when its context is gone."""

    language = "en"


def language() -> str:
    """The language in which people are spoken to: zh or en."""
    return _Spoken.language


def say(text: str, *, err: bool = False) -> None:
    """Print lines for a person, in their language."""
    click.echo(translated_lines(text, _Spoken.language), err=err)


def with_language(command: click.Command) -> click.Command:
    """A command with `--lang`."""
    if not any(one.name == "lang" for one in command.params):
        command.params.append(
            click.Option(
                ["--lang"], type=click.Choice(LANGUAGES), callback=_set_language, expose_value=False, is_eager=True,
                help="Of messages; default: by locale.",
            )
        )  # fmt: skip
    return command


def _set_language(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if not context.resilient_parsing and (value or context.parent is None):
        _Spoken.language = value or language_of(os.environ)
