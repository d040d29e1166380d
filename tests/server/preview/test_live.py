"""The development server on a real port: reloads, problems and pages."""

import asyncio
import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from server.preview.live import ServeError, listen
from tests.machine import PATIENCE
from tests.processes import free_port, started
from tests.server.preview.browsers import connect, told
from tests.server.preview.conftest import Running

pytestmark = pytest.mark.thorough


def test_the_application_answers_every_method(live: Running) -> None:
    code, headers, _ = live.get("/healthz", "TRACE")
    assert code == 405
    assert "GET" in headers["Allow"]


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
