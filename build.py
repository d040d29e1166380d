#!/usr/bin/env python3
"""The commands of 信风: which there are, and the module of `commands/` that each stands in."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from view.extras import missing_module

try:
    import click

    from commands.common import system_problem
    from commands.speech import lang_option
    from view.process import settle_process
except ModuleNotFoundError as missing:
    sys.exit(missing_module(str(missing.name)))
except KeyboardInterrupt:
    sys.exit(1)

HERE = Path(__file__).resolve().parent
#: Command → its module below commands/, in the order of `--help`.
COMMANDS = {
    **dict.fromkeys(("build", "check", "serve"), "building"),
    "search": "searching",
    **dict.fromkeys(
        (
            "new",
            "import",
            "publish",
            "schedule",
            "correct",
            "withdraw",
            "supersede",
            "restore",
            "rename",
            "status",
            "history",
            "lint",
        ),
        "editing",
    ),
    "desk": "desk",
    **dict.fromkeys(("pictures", "manual"), "guides"),
    **dict.fromkeys(("deploy", "verify", "follow", "notify", "hosting", "make-key"), "publishing"),
}


class Commands(click.Group):
    """Imports a command when it is asked for: `search` starts without the builder, `build` without the publisher."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=HERE, show_default=False,
              help="The site's folder (site.toml, content/, …); default: the folder of build.py.")  # fmt: skip
@click.version_option(package_name="xinfeng", message="信风 %(version)s")
@click.pass_context
def cli(context: click.Context, root: Path) -> None:
    """信风: content → pages and index; questions → answers."""
    context.obj = root.resolve()


cli.params.append(lang_option())


def main() -> None:
    """Run a command and end at once: to take a large site's plan down object by object takes longer than to make it."""
    settle_process()
    try:
        cli()
    except OSError as error:  # of printing too: a disk that is full, a file in the way
        with suppress(OSError):
            click.echo(system_problem(error), err=True)
        os._exit(1)
    except SystemExit as ended:
        if isinstance(ended.code, int):
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError):  # nobody reads any more
                    stream.flush()
            os._exit(ended.code)
        raise
    except ModuleNotFoundError as missing:
        sys.exit(missing_module(str(missing.name)))


if __name__ == "__main__":
    main()
