"""`desk`: the editors' page, served on this machine, or behind a proxy to people who sign in."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from commands.common import Failed, plain_errors
from commands.speech import Command, say
from view.hosts import is_loopback

if TYPE_CHECKING:
    from editing.desk.application import DeskApplication
    from server.desk.sign_in import DeskSignIn
    from view.settings.desk_settings import DeskSettings
    from view.settings.site_settings import Loaded

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

    if not host.strip():
        raise click.BadParameter("is empty; name an address, such as 127.0.0.1", param_hint="--host")
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    sockets = listen(host, port)
    try:
        with plain_errors():
            signs_in = sign_in or not all(map(is_loopback_socket, sockets))
            desk = Desk(root, Gate(address_of(sockets), who() or "editor"), lambda one: _publish_commands(root, one))
            app = DeskApplication(desk)
            if signs_in:
                require_sign_in(app, desk.loaded)
            say("Reading the content …")
            desk.site()  # before there are threads, so that it is read on all cores
        gc.collect()
        gc.freeze()  # what is known of 10,000 bulletins is no garbage: looking at it again and again takes long
        gate = desk.gate
        greeting = "People sign in at {}" if signs_in else "Open this address in a browser; it works once: {}"
        address = f"{gate.origin}/" if signs_in else f"{gate.origin}/?token={gate.token}"

        def started() -> None:
            say(greeting.format(address))
            threading.Thread(target=app.warm, daemon=True).start()

        serve_desk(app, sockets, started, app.most_bytes)
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


def require_sign_in(app: DeskApplication, loaded: Loaded) -> None:
    """Let in only those who sign in at the provider as editors. Failed where site.toml does not say how."""
    from editing.desk.gate import Gate

    settings, oidc, session = loaded.endpoint.desk, loaded.endpoint.oidc, loaded.endpoint.session
    missing = [name for name, value in (("desk.url", settings.url), ("oidc.issuer", oidc.issuer)) if not value]
    if missing:
        raise Failed(f"beyond loopback people must sign in: set {' and '.join(missing)} in site.toml")
    if settings.url.startswith("http:") and not is_loopback(urlsplit(settings.url).hostname or ""):
        raise Failed("desk.url: over a network it must begin with https://")
    gate = Gate(
        settings.url.rstrip("/"), idle=60.0 * session.idle_minutes, longest=60.0 * session.absolute_minutes
    )  # fmt: skip
    app.desk.gate, app.sign_in = gate, _sign_in(app, loaded)


def _sign_in(app: DeskApplication, loaded: Loaded) -> DeskSignIn:
    from editing.desk.application import give_cookie
    from server.desk.sign_in import desk_sign_in

    desk = app.desk
    return desk_sign_in(
        loaded.endpoint, now=lambda: desk.moment,
        admit=lambda response, name: give_cookie(desk, response, desk.gate.admit(name)),
        leave=lambda request, response: desk.gate.leave(request.cookies.get(desk.gate.cookie, "")),
        note=lambda who, what, reason: app.audit.note(desk.moment, who, what, reason=reason),
    )  # fmt: skip
