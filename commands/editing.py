"""`new`, `import`, and the life of a bulletin: commands that write `content/`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import check_folder, now, plain_errors
from commands.speech import Command, say

if TYPE_CHECKING:
    from editing.life.steps import Planned, Steps

#: A command's function, and an option that is added to it.
_Command = Callable[..., Any]
_Option = Callable[[_Command], _Command]


@click.command("new", cls=Command)
@click.argument("title")
@click.option("--country", "-c", "countries", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--industry", "-i", "industries", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--channel", "-x", required=True, help="Code, name or alias.")
@click.option("--level", "-l", default="", help="Code, name or alias.")
@click.option("--source", default="", help="Where the news comes from.")
@click.option(
    "--file", default="", metavar="ID", help="Its id; default: the title's pinyin, in the folder of the month."
)
@click.pass_obj
def new_command(root: Path, /, **asked: Any) -> None:
    """Write a valid new bulletin file and print its path."""
    from editing import terminal
    from editing.life.new import Asked

    with plain_errors():
        say(str(terminal.new(root, now(root), Asked(**asked))))


@click.command("import", cls=Command)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--channel", "-x", default="", help="Code, name or alias.")
@click.option("--country", "-c", "countries", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--industry", "-i", "industries", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--map", "columns", multiple=True, metavar="NAME=KEY", help="What a column or field of that name is.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@click.option("--report", "report_file", type=click.Path(dir_okay=False, writable=True, path_type=Path),
              callback=check_folder, help="Write a JSON report.")  # fmt: skip
@click.pass_obj
def import_command(
    root: Path, /, files: tuple[Path, ...], columns: tuple[str, ...], report_file: Path | None, **options: Any
) -> None:  # fmt: skip
    """Make drafts of Word files, Markdown, tables (CSV, TSV, JSON lines) and feeds, and say what was lost."""
    from editing import terminal
    from editing.importing.writing.drafting import ImportOptions

    named = dict(one.split("=", 1) for one in columns if "=" in one)
    if len(named) != len(columns):
        raise click.UsageError("--map takes NAME=KEY, such as 标题=title")
    with plain_errors():
        asked = ImportOptions(columns=named, **options)
        if not terminal.import_and_tell(root, now(root), say, list(files), asked, report_file):
            raise SystemExit(1)


def _step_command(name: str, *options: _Option) -> Callable[[_Command], click.Command]:
    """A command that edits the front matter of one bulletin."""

    def command(function: _Command) -> click.Command:
        added: list[_Option]
        added = [click.argument("bulletin", metavar="ID"), *options, _DRY_RUN, click.pass_obj]
        for option in reversed(added):
            function = option(function)
        return click.command(name, cls=Command)(function)

    return command


_DRY_RUN = click.option("--dry-run", is_flag=True, help="Show the diff; write nothing.")
_NOTE = click.option("--note", required=True, help="What changed and why; readers see it.")


def _take_step(root: Path, dry_run: bool, plan: Callable[[Steps], Planned]) -> None:
    from editing import terminal

    with plain_errors():
        terminal.take_step(root, now(root), say, plan, dry_run=dry_run)


@_step_command("publish")
def publish_command(root: Path, bulletin: str, dry_run: bool) -> None:
    """Show a draft or scheduled bulletin with the next build."""
    _take_step(root, dry_run, lambda steps: steps.publish(bulletin))


@_step_command("schedule", click.argument("when"))
def schedule_command(root: Path, bulletin: str, when: str, dry_run: bool) -> None:
    """Show a draft or scheduled bulletin from WHEN on."""
    _take_step(root, dry_run, lambda steps: steps.schedule(bulletin, when))


@_step_command("correct", _NOTE)
def correct_command(root: Path, bulletin: str, note: str, dry_run: bool) -> None:
    """Mark a bulletin as corrected, with a note for readers."""
    _take_step(root, dry_run, lambda steps: steps.correct(bulletin, note))


@_step_command("withdraw", _NOTE)
def withdraw_command(root: Path, bulletin: str, note: str, dry_run: bool) -> None:
    """Withdraw a bulletin, with a note for readers; its page stays and says so."""
    _take_step(root, dry_run, lambda steps: steps.withdraw(bulletin, note))


@_step_command(
    "supersede", click.option("--by", required=True, metavar="ID", help="The bulletin that takes its place.")
)
def supersede_command(root: Path, bulletin: str, by: str, dry_run: bool) -> None:
    """Let another bulletin take the place of one; its page stays and leads there."""
    _take_step(root, dry_run, lambda steps: steps.supersede(bulletin, by))


@_step_command("restore", click.option("--note", default="", help="Tell readers; without it the step is taken back."))
def restore_command(root: Path, bulletin: str, note: str, dry_run: bool) -> None:
    """Bring a withdrawn or superseded bulletin back."""
    _take_step(root, dry_run, lambda steps: steps.restore(bulletin, note))


@_step_command("rename", click.argument("new_id", metavar="NEW-ID"))
def rename_command(root: Path, bulletin: str, new_id: str, dry_run: bool) -> None:
    """Give a bulletin another id: file, links, old address and feed entry go along."""
    from editing import terminal

    with plain_errors():
        terminal.rename(root, now(root), say, bulletin, new_id, dry_run=dry_run)


@click.command("status", cls=Command)
@click.argument("bulletin", metavar="[ID]", default="")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def status_command(root: Path, bulletin: str, as_json: bool) -> None:
    """Say the state of every bulletin, or of one, and when that changes by itself."""
    from editing import terminal

    with plain_errors():
        terminal.status(root, now(root), say, bulletin, as_json=as_json)


@click.command("history", cls=Command)
@click.argument("bulletin", metavar="ID")
@click.pass_obj
def history_command(root: Path, bulletin: str) -> None:
    """Say who changed a bulletin, when and what."""
    from editing import terminal

    with plain_errors():
        terminal.tell_history(root, now(root), say, bulletin)


@click.command("lint", cls=Command)
@click.option("--links", is_flag=True, help="Ask whether outside links still lead somewhere; remembered for a week.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def lint_command(root: Path, links: bool, as_json: bool) -> None:
    """Say what could be written better, each with a code that a file can silence."""
    from editing.linting.linting import findings_json, lint

    with plain_errors():
        found = lint(root, now(root), links=links)
    if as_json:
        click.echo(json.dumps(findings_json(found), ensure_ascii=False, indent=1))
    else:
        for one in found:
            say(str(one))
        say(f"{len(found)} thing{'s' * (len(found) != 1)} could be better" if found else "nothing to say")
    if found:
        raise SystemExit(1)
