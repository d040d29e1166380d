"""The development server as a process of its own: signals, settings, and a clean end."""

import asyncio
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.machine import PATIENCE, PROJECT
from tests.server.preview.browsers import connect
from tests.server.preview.conftest import MakeApp, Running

pytestmark = pytest.mark.thorough

SERVE = """
import sys
from pathlib import Path
import click
from server.preview.live import serve

@click.command()
@click.argument("root")
@click.argument("host")
@click.argument("port", type=int)
@click.option("--no-reload", is_flag=True)
@click.option("--problem", multiple=True)
def main(root, host, port, no_reload, problem):
    serve(Path(root), host, port, rebuild=lambda: list(problem), is_due=lambda: False, reload=not no_reload,
          demo=True, announce=click.echo)
main()
"""

Command = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def command(root: Path) -> Iterator[Command]:
    """Starts the server as a process of its own; none outlives the test."""
    begun: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        begun.append(
            subprocess.Popen(
                [sys.executable, "-u", "-c", SERVE, str(root), *arguments],
                cwd=PROJECT,
                env={**os.environ, "PYTHONPATH": str(PROJECT)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return begun[-1]

    yield start
    for one in begun:
        one.kill()
        one.communicate()


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310
        text: str = answer.read().decode()
    return text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("options", [[], ["--no-reload"]])
def test_a_signal_ends_it_cleanly(command: Command, number: signal.Signals, options: list[str]) -> None:
    process = command("127.0.0.1", "0", *options)
    assert process.stdout
    greeting, sign_in = process.stdout.readline(), process.stdout.readline()
    address = greeting.split()[1]
    assert address.startswith("http://127.0.0.1:")
    assert ("pages reload" in greeting) is (not options)
    assert f"{address}sign-in (demo-a" in sign_in
    assert "首页" in fetched(address)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")


def test_settings_that_only_the_endpoint_finds_wrong_end_it(root: Path, command: Command) -> None:
    (root / "site.toml").write_text("[counts]\npool_size = 0\n[session]\nidle_minutes = 500\n")
    out, err = command("127.0.0.1", "0").communicate(timeout=PATIENCE)
    assert out.splitlines() == [
        "site.toml:2:1: counts.pool_size: must be from 1 to 100",
        "site.toml:4:1: session.idle_minutes: must not be more than session.absolute_minutes",
    ]
    assert err == "Error: nothing to serve until the settings are mended\n"


def test_beside_a_provider_no_demo_company_is_announced(root: Path, command: Command) -> None:
    (root / "site.toml").write_text(
        f'[counts]\ndatabase_url = "sqlite:///{root}/none"\n'
        '[oidc]\nissuer = "https://id.example.cn"\nclient_id = "x"\nclient_auth = "none"\n'
    )
    process = command("127.0.0.1", "0", "--no-reload")
    assert process.stdout
    assert "首页" in fetched(process.stdout.readline().split()[1])
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=PATIENCE)
    assert out == "Stopped.\n"


def test_open_browsers_do_not_hold_the_end_up(make_app: MakeApp, root: Path) -> None:
    running = Running(make_app(), root, reload=True)

    async def browse() -> None:
        browser = await connect(running, running.site.state.build)
        idle = await asyncio.open_connection("127.0.0.1", running.port)
        await asyncio.to_thread(running.end)
        assert await asyncio.wait_for(browser.read_message(), PATIENCE) is None
        idle[1].close()

    asyncio.run(browse())


def test_demo_sign_in_is_absent_where_other_machines_can_reach(command: Command) -> None:
    process = command("0.0.0.0", "0")  # noqa: S104
    assert process.stdout
    port = process.stdout.readline().split()[1].rsplit(":", 1)[1].rstrip("/")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(f"http://127.0.0.1:{port}/sign-in")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=PATIENCE)
    assert "Sign in" not in out


def test_problems_at_the_start_are_served_with_reload_and_end_it_without(command: Command) -> None:
    process = command("127.0.0.1", "0", "--problem", "content/a.md:1:1: wrong")
    assert process.stdout
    assert process.stdout.readline() == "content/a.md:1:1: wrong\n"
    process.stdout.readline()
    assert "content/a.md:1:1: wrong" in fetched(process.stdout.readline().split()[1])
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    process = command("127.0.0.1", "0", "--problem", "content/a.md:1:1: wrong", "--no-reload")
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (1, "Error: nothing to serve until the content is mended\n")
