"""In which language a command speaks to people: `--lang`, which every command takes, or the locale."""

from __future__ import annotations

import os
from typing import Any

import click

from view.messages.catalogue import LANGUAGES, language_of, said

#: That of the command that runs.
_language = "en"


def language() -> str:
    """The language of the command that runs."""
    return _language


def say(text: str, *, err: bool = False) -> None:
    """Print lines for a person, in their language."""
    click.echo(said(text, _language), err=err)


class Command(click.Command):
    """A command with what all of them take."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.params.append(lang_option())


def lang_option() -> click.Option:
    """`--lang`, for commands and before them."""
    return click.Option(
        ["--lang"], type=click.Choice(LANGUAGES), callback=_set_language, expose_value=False, is_eager=True,
        help="Of messages; default: by locale.",
    )  # fmt: skip


def _set_language(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    global _language
    if not context.resilient_parsing and (value or context.parent is None):
        _language = value or language_of(os.environ)
