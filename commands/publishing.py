"""`deploy`, `notify`, `verify`, `follow`, `hosting`, `make-key`: what was built → readers."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from builder.base.progress import Console
from commands.common import Failed, jobs_option, plain_errors
from commands.speech import Command, say
from commands.wiring import lead_back, renew_index


@click.command("deploy", cls=Command)
@click.argument("target")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option(
    "--force",
    is_flag=True,
    help="Remove more pages than deploy.max_removed_share allows; with --rollback, "
    "publish again what was taken away since.",
)
@click.option("--rollback", is_flag=True, help="Return to the release before; lists the texts this would bring back.")
@jobs_option
@click.pass_obj
def deploy_command(root: Path, target: str, dry_run: bool, force: bool, rollback: bool, jobs: int) -> None:
    """Publish site/ and its index to TARGET: a folder, host:path, rsync://host/module or s3://bucket/prefix."""
    from publish import terminal

    if rollback and dry_run:
        raise click.UsageError(
            "--rollback lists what it would bring back unless it has --force; --dry-run is no part of it"
        )
    with plain_errors():
        if rollback:
            terminal.rollback(root, target, Console(), say, force=force, lead=partial(lead_back, root))
        else:
            terminal.deploy(root, target, jobs, Console(), say, renew_index, dry_run=dry_run, force=force)


@click.command("notify", cls=Command)
@click.option("--dry-run", is_flag=True, help="Say what would be told; send and remember nothing.")
@click.pass_obj
def notify_command(root: Path, dry_run: bool) -> None:
    """Tell the subscribers that [[notify]] in site.toml names of what went live since the last time."""
    from publish import terminal
    from search.faces.terminal import finder

    try:
        with plain_errors(), finder(root) as find:
            if not terminal.notify(root, find, say, dry_run=dry_run):
                raise SystemExit(1)
    except ValueError as error:
        raise Failed(str(error)) from None


@click.command("verify", cls=Command)
@click.argument("place", metavar="URL-OR-DIR")
@click.option("--key", default="", help="The public key in base64; default: deploy.verify_key.")
@click.pass_obj
def verify_command(root: Path, place: str, key: str) -> None:
    """Check every file of a published release against its manifest, and the manifest's signature."""
    from publish import terminal

    with plain_errors():
        terminal.verify_release(root, place, key, say)


@click.command("follow", cls=Command)
@click.argument("place", metavar="URL-OR-DIR")
@click.option("--every", type=click.FloatRange(0.05, 3600), default=1.0, show_default=True, metavar="SECONDS")
@click.option("--once", is_flag=True, help="Look once; the exit code tells whether all is as published.")
@click.option("--key", default="", help="The public key in base64; default: deploy.verify_key. Needed over a network.")
@click.option("--unsigned", is_flag=True, help="Take what no key has signed: the source is as trusted as this program.")
@click.pass_obj
def follow_command(root: Path, place: str, every: float, once: bool, key: str, unsigned: bool) -> None:
    """Keep the endpoint's folder (--root) at the index generation that a published site names."""
    from publish import terminal

    try:
        with plain_errors():
            terminal.follow_release(root, place, every, say, key=key, unsigned=unsigned, once=once)
    except KeyboardInterrupt:
        say("Stopped.")


@click.command("hosting", cls=Command)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def hosting_command(root: Path, folder: Path) -> None:
    """Write the headers and redirects of this site for nginx and Caddy."""
    from publish import terminal

    with plain_errors():
        terminal.hosting(root, folder, say)


@click.command("make-key", cls=Command)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make_key_command(file: Path) -> None:
    """Write a new key that signs releases, and print both lines for site.toml."""
    from publish import terminal

    with plain_errors():
        terminal.write_key(file, say)
