"""The development server on a real port: reloads, problems, pages, and a clean end."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from server.preview.live import ServeError, Site, listen
from tests.machine import PATIENCE, PROJECT
from tests.processes import free_port, started

pytestmark = pytest.mark.thorough

MakeApp = Callable[..., Flask]
HELLO = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}


class Running:
    """A site served by a thread of this process; its builder copies one file and finds what `problems` holds."""

    def __init__(self, app: Flask, root: Path, *, reload: bool) -> None:
        self.root = root
        self.problems: list[str] | Exception = []
        self.built = 0
        self.said: list[str] = []
        (root / "content").mkdir(exist_ok=True)
        (root / "content" / "home.md").write_text("首页")
        self.looked = threading.Event()
        self.site = Site(app, root, self._rebuild if reload else None, self.said.append, self._note_a_look)
        self.sockets = listen("127.0.0.1", 0)
        self.port = self.sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self.thread.start()
        assert self.ready.wait(PATIENCE)
        if reload:
            assert self.looked.wait(PATIENCE)  # the watcher has begun

    async def _run(self) -> None:
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        self.ready.set()
        await self.site.run(self.sockets, self.stop)

    def _note_a_look(self) -> bool:
        """Stands in for the question whether a date has come, which the watcher asks at its work."""
        self.looked.set()
        return False

    def _rebuild(self) -> list[str]:
        self.built += 1
        if isinstance(self.problems, Exception):
            raise self.problems
        if not self.problems:
            text = (self.root / "content" / "home.md").read_text()
            (self.root / "site" / "index.html").write_text(f"<html><body>{text}</body></html>")
        return list(self.problems)

    def save(self, text: str) -> None:
        (self.root / "content" / "home.md").write_text(text)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, str]:
        request = urllib.request.Request(self.address + path, headers=headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def shows(self, wanted: str) -> str:
        """The home page, as soon as it shows what is wanted and nothing of an earlier build."""
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last:
            text = self.get("/")[2]
            if wanted in text and ("wrong" in wanted or "failed" in wanted or "live-problems" not in text):
                return text
            time.sleep(0.1)
        raise AssertionError(f"{wanted} does not show: {text}")

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def live(make_app: MakeApp, root: Path) -> Iterator[Running]:
    running = Running(make_app(), root, reload=True)
    try:
        yield running
    finally:
        running.end()


@pytest.fixture
def plain(make_app: MakeApp, root: Path) -> Iterator[Running]:
    running = Running(make_app(), root, reload=False)
    try:
        yield running
    finally:
        running.end()


def test_the_application_answers_every_method(live: Running) -> None:
    code, headers, _ = live.get("/healthz", "TRACE")
    assert code == 405
    assert "GET" in headers["Allow"]


async def connect(running: Running, build: int, origin: str = "") -> WebSocketClientConnection:
    """Say hello as livereload.js does on a page of this build."""
    request = HTTPRequest(f"ws://127.0.0.1:{running.port}/livereload", headers={"Origin": origin or running.address})
    browser = await websocket_connect(request)
    await browser.write_message(json.dumps({**HELLO, "snipver": build}))
    assert (await told(browser))["command"] == "hello"
    return browser


async def told(browser: WebSocketClientConnection, seconds: float = PATIENCE) -> dict[str, Any]:
    message = await asyncio.wait_for(browser.read_message(), seconds)
    assert message is not None
    said: dict[str, Any] = json.loads(message)
    return said


def test_saving_a_file_reloads_the_browser(live: Running) -> None:
    async def browse() -> None:
        browser = await connect(live, live.site.state.build)
        for number in range(5):
            live.save(f"换了 {number}")
            message = await told(browser)
            assert (message["command"], message["path"], message["liveCSS"]) == ("reload", "*", False)
        browser.close()

    asyncio.run(browse())
    live.shows("换了 4")
    assert any(line.startswith("Rebuilt in ") for line in live.said)


def test_a_page_made_before_the_last_build_reloads_as_soon_as_it_connects(live: Running) -> None:
    async def browse() -> dict[str, Any]:
        return await told(await connect(live, live.site.state.build - 1))

    assert asyncio.run(browse())["command"] == "reload"


def test_pages_of_other_sites_cannot_listen(live: Running) -> None:
    with pytest.raises(HTTPClientError, match="403"):
        asyncio.run(connect(live, 0, "http://evil.example"))


def test_problems_show_and_go_while_the_last_good_site_stays_up(live: Running) -> None:
    live.save("好的")
    live.shows("好的")
    live.problems = ["content/home.md:1:1: <b>wrong</b>"]
    live.save("坏的")
    text = live.shows("content/home.md:1:1: &lt;b&gt;wrong&lt;/b&gt;")
    assert "好的" in text
    assert live.said[-2:] == [*live.problems, "1 problem; the last good site stays up"]
    live.problems = []
    live.save("改好了")
    assert "wrong" not in live.shows("改好了")


def test_problems_reload_the_browser_too(live: Running) -> None:
    async def browse() -> dict[str, Any]:
        browser = await connect(live, live.site.state.build)
        live.problems = ["content/home.md:1:1: wrong"]
        live.save("坏的")
        message = await told(browser)
        browser.close()
        return message

    assert asyncio.run(browse())["command"] == "reload"


def test_a_build_that_crashes_is_shown_and_the_server_lives_on(live: Running) -> None:
    live.problems = RuntimeError("no such thing")
    live.save("坏的")
    live.shows("the build failed: RuntimeError: no such thing")
    assert any("Traceback" in line for line in live.said)
    live.problems = []
    live.save("好的")
    live.shows("好的")


def test_the_script_is_a_file_of_this_origin(live: Running) -> None:
    status, headers, text = live.get("/livereload.js")
    assert (status, headers["Content-Type"]) == (200, "application/javascript")
    assert "LiveReload" in text
    assert f"port={live.port}" in live.get("/")[2]


def test_without_reload_pages_are_as_in_production(plain: Running) -> None:
    status, headers, text = plain.get("/risk/")
    assert (status, text) == (200, (plain.root / "site" / "risk" / "index.html").read_text())
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "ws:" not in headers["Content-Security-Policy"]
    assert plain.get("/risk/", **{"If-None-Match": headers["ETag"]})[0] == 304
    assert plain.get("/livereload.js")[0] == 404
    plain.save("换了")
    time.sleep(0.5)
    assert plain.built == 0


@pytest.mark.parametrize(
    "target", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/risk/../../secret.txt", "//etc/passwd"]
)
def test_no_path_as_sent_leads_out_of_the_site(plain: Running, target: str) -> None:
    with socket.create_connection(("127.0.0.1", plain.port), timeout=PATIENCE) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.split()[1] in (b"404", b"308")
    assert b"secret" not in answer
    assert b"root:" not in answer


def test_a_head_request_and_a_slow_client_do_not_hold_others_up(plain: Running) -> None:
    with socket.create_connection(("127.0.0.1", plain.port), timeout=PATIENCE) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost:")
        with socket.create_connection(("127.0.0.1", plain.port), timeout=PATIENCE) as head:
            head.sendall(b"HEAD /risk/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: head.recv(65536), b""))
    assert b" 200 " in answer.splitlines()[0]
    assert answer.endswith(b"\r\n\r\n")


def test_two_companies_at_once_never_see_each_other(plain: Running) -> None:
    wrong: list[str] = []

    def company(enterprise: str, counts: list[int]) -> None:
        for _ in range(10):
            data = f"enterprise={enterprise}".encode()
            request = urllib.request.Request(plain.address + "/sign-in", data)  # noqa: S310
            opener = urllib.request.build_opener(_NoRedirect)
            try:
                opener.open(request, timeout=PATIENCE)
            except urllib.error.HTTPError as error:
                cookie = error.headers["Set-Cookie"].partition(";")[0]
            for _ in range(5):
                said = json.loads(plain.get("/api/counts", Cookie=cookie)[2])
                if said["enterprise"] != enterprise or [one["count"] for one in said["counts"]] != counts:
                    wrong.append(str(said))

    workers = [
        threading.Thread(target=company, args=arguments)
        for arguments in [("demo-a", [3, 5, 2]), ("demo-b", [0, 0, 0])] * 3
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)
    assert wrong == []


@pytest.mark.parametrize("more", ["", "proxy_http_version 1.1; proxy_set_header X-Forwarded-For $remote_addr;"])
def test_behind_a_proxy_nobody_signs_in_as_a_demo_company(plain: Running, tmp_path: Path, more: str) -> None:
    """Nginx with nothing but `proxy_pass` names us as the host, says HTTP/1.0, and hands on what browsers send."""
    folder, port = tmp_path / "nginx", free_port()
    folder.mkdir()
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid;\nerror_log {folder}/log;\nevents {{}}\nhttp {{\naccess_log off;\n{paths}"
        f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {plain.address}; {more} }} }} }}\n"
    )
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx"
    command = [program, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    with started(command, port, stderr=subprocess.DEVNULL):
        for method, path in (("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out")):
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}{path}", b"enterprise=demo-a" if method == "POST" else None
            )
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(request, timeout=PATIENCE)  # noqa: S310
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/risk/", timeout=PATIENCE) as answer:
            assert answer.status == 200
    assert plain.get("/sign-in")[0] == 200  # a browser here


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


def test_a_busy_port_and_an_unknown_host_are_said_plainly() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"^port {port} of 127.0.0.1 is in use; choose another with --port$"):
            listen("127.0.0.1", port)
    with pytest.raises(ServeError, match=r"^unknown host no-such-host\.invalid"):
        listen("no-such-host.invalid", 0)


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
