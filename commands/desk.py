"""`desk`: the editors' page, served on this machine, or behind a proxy to people who sign in."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.common import Failed, now, plain_errors
from commands.speech import Command, say

if TYPE_CHECKING:
    from view.settings.desk_settings import DeskSettings

BUILD = Path(__file__).resolve().parent.parent / "build.py"


@click.command("desk", cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True, help="Beyond loopback people sign in (desk.url).")
@click.option("--port", type=click.IntRange(0, 65535), default=8020, show_default=True)
@click.option("--sign-in", is_flag=True, help="Have people sign in on loopback too, as behind a proxy.")
@click.pass_obj
def desk_command(root: Path, host: str, port: int, sign_in: bool) -> None:
    """Serve the editors' page and print its address, which works once."""
    from editing.desk.application import DeskApplication
    from editing.desk.desk import Desk
    from editing.desk.gate import Gate
    from editing.life.copies import who
    from server.desk.serving import serve_desk
    from server.preview.live import address_of, is_loopback_socket, listen

    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    with plain_errors():
        now(root)
    sockets = listen(host, port)
    try:
        if sign_in or not all(map(is_loopback_socket, sockets)):
            raise Failed("not yet")
        gate = Gate(address_of(sockets), who() or "editor")
        desk = Desk(root, gate, lambda settings: _publish_commands(root, settings))
        app = DeskApplication(desk)
        serve_desk(app, sockets, lambda: say(f"{gate.origin}/?token={gate.token}"))
    finally:
        for one in sockets:
            one.close()
    say("Stopped.")


def _publish_commands(root: Path, settings: DeskSettings) -> list[list[str]]:
    """The command lines that 发布 runs, one after the other."""
    begin = [sys.executable, str(BUILD), "--lang", "zh", "--root", str(root)]
    commands = [[*begin, "build"]]
    if settings.target:
        commands.append([*begin, "deploy", settings.target])
    return commands
