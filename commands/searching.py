"""`search`: questions → answers, on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.common import plain_errors
from commands.speech import Command


@click.command("search", cls=Command)
@click.argument("words", nargs=-1)
@click.option("--country", "-c", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--industry", "-i", multiple=True)
@click.option("--channel", "-x", multiple=True)
@click.option("--level", "-l", multiple=True)
@click.option("--keyword", "-k", multiple=True)
@click.option("--status", default="")
@click.option("--since", default="", metavar="ISO-DATE")
@click.option("--until", default="", metavar="ISO-DATE")
@click.option("--sort", default="", metavar="relevance|newest")
@click.option("--page", default="", metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Print the endpoint's JSON.")
@click.pass_obj
def search_command(root: Path, /, words: tuple[str, ...], as_json: bool, **options: object) -> None:
    """Ask the live index. WORDS are the query; -word excludes (write it after --)."""
    from search.faces import terminal

    with plain_errors():
        click.echo(terminal.search(root, " ".join(words), options, as_json=as_json, color=sys.stdout.isatty()))
