"""The whole chain as production has it, on loopback: a built site, its document root, a follower, gunicorn, nginx."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from builder.base.progress import Progress
from commands.wiring import renew_index
from publish.deploying import Deployer
from publish.following import Follower
from publish.hosting import write_hosting
from publish.sources import FolderSource
from publish.targets.folder import FolderTarget
from tests.machine import PATIENCE, PROJECT
from tests.processes import Process, alive, await_free, await_port, children_of, command_of, end, free_port, launch
from tests.site_helper import Site
from view.settings.deploy_settings import Deploy
from view.settings.site_settings import load_settings

DEPLOY = PROJECT / "deploy"
_MODULES = ("ngx_http_brotli_static_module.so", "ngx_http_js_module.so")

Answer = tuple[int, dict[str, str], bytes]


class Stack:
    """One of everything. `www` is the document root, `home` the endpoint's folder."""

    def __init__(self, site: Site, folder: Path, rate: str = "10000r/s") -> None:
        self.site, self.folder, self.rate = site, folder, rate
        self.www, self.home, self.etc = folder / "www", folder / "endpoint", folder / "etc"
        self.home.mkdir(parents=True)
        self.port, self.tls_port, self.legacy_port = free_port(), free_port(), free_port()
        self.endpoint_port, self.metrics_port = free_port(), free_port()
        self.settings = Deploy(connections=2)
        self.follower = Follower(FolderSource(self.www), self.home, "", lambda text: None)
        self.gunicorn: Process | None = None
        self.nginx: Process | None = None

    def __enter__(self) -> Stack:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End everything that was started."""
        try:
            end(self.nginx, signal.SIGQUIT)
        finally:
            self.stop_gunicorn()

    def publish(self) -> None:
        """Deploy what is built, and have the endpoint's folder follow."""
        target, base = FolderTarget(self.www, 2), "https://risk.example"
        deployer = Deployer(self.site.root, target, self.settings, base, Progress(), lambda _: None, renew_index)
        deployer.deploy(2, force=True)
        assert self.follower.step()

    def write_nginx(self) -> Path:
        """The shipped configuration with the paths, the ports and the patience of this stack."""
        snippets = self.etc / "nginx"
        shutil.copytree(DEPLOY / "nginx", snippets, dirs_exist_ok=True)
        write_hosting(self.site.root, load_settings(self.site.root), self.etc)
        cache = self.folder / "cache"
        changes = {
            "/etc/nginx/xinfeng/": f"{snippets}/",
            "/srv/xinfeng/www": str(self.www),
            "/var/lib/xinfeng/site": str(self.home / "site"),
            "/var/cache/nginx/xinfeng": str(cache),
            "/var/log/nginx/": f"{self.folder}/",
            "127.0.0.1:8010": f"127.0.0.1:{self.endpoint_port}",
            "rate=10r/s": f"rate={self.rate}",
            "proxy_read_timeout 15s": f"proxy_read_timeout {PATIENCE:.0f}s",
            "listen 80;": f"listen 127.0.0.1:{self.port};",
            "listen [::]:80;": "",
            "listen 8443 ssl;": f"listen 127.0.0.1:{self.legacy_port} ssl;",
            "listen [::]:8443 ssl;": "",
            "/etc/xinfeng/tls/": f"{self.folder}/tls-",
        }
        has_certificates = (self.folder / "tls-fullchain.pem").exists()
        if has_certificates:
            changes |= {
                "# listen 443 ssl http2;": f"listen 127.0.0.1:{self.tls_port} ssl http2;",
                f"# include {snippets}/tls.conf;": f"include {snippets}/tls.conf;",
            }
        for path in snippets.glob("*.*"):
            text = path.read_text(encoding="utf-8")
            for old, new in changes.items():
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
        # As on Debian, where the manual has them put: all of conf.d, then all sites by their names.
        placed = {"http.conf": "conf.d/xinfeng.conf", "xinfeng.conf": "sites-enabled/xinfeng.conf"}
        if has_certificates:
            placed["legacy.conf"] = "sites-enabled/legacy.conf"
        for name, place in placed.items():
            (self.etc / place).parent.mkdir(exist_ok=True)
            shutil.copy(snippets / name, self.etc / place)
        main = self.etc / "nginx.conf"
        loads = "".join(f"load_module /usr/lib/nginx/modules/{one};\n" for one in _MODULES)
        user = "user root;\n" if os.geteuid() == 0 else ""
        main.write_text(
            f"{loads}{user}worker_processes 2;\npid {self.folder}/nginx.pid;\nerror_log {self.folder}/error.log warn;\n"
            "events { worker_connections 1024; }\n"
            f"http {{\n{self._temporary()}include {self.etc}/conf.d/*.conf;\ninclude {self.etc}/sites-enabled/*;\n}}\n",
            encoding="utf-8",
        )
        return main

    def _temporary(self) -> str:
        names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        return "".join(f"{name}_temp_path {self.folder}/temp-{name};\n" for name in names)

    def make_certificates(self) -> None:
        """One certificate of our own for both listeners with TLS."""
        key, chain = self.folder / "tls-privkey.pem", self.folder / "tls-fullchain.pem"
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=risk.example.cn",
        ]
        subprocess.run([*command, "-keyout", key, "-out", chain], check=True, capture_output=True)
        shutil.copy(key, self.folder / "tls-legacy-rsa-privkey.pem")
        shutil.copy(chain, self.folder / "tls-legacy-rsa-fullchain.pem")

    def start_nginx(self) -> None:
        """Check the configuration as an operator would, and run it."""
        main = str(self.write_nginx())
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx"
        checked = subprocess.run([program, "-t", "-q", "-c", main], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        assert "[warn]" not in checked.stderr, checked.stderr
        self.nginx = launch([program, "-c", main, "-g", "daemon off;"])
        await_port(self.port, self.nginx)

    def reload_nginx(self) -> None:
        """Have nginx read its configuration again."""
        assert self.nginx
        self.nginx.send_signal(signal.SIGHUP)
        time.sleep(1)

    def start_gunicorn(self, workers: int = 2, *, descriptors: int = 0, **environment: str) -> None:
        """The endpoint by the shipped settings; with `descriptors`, a process may open so many files."""
        variables = {
            **os.environ, "XINFENG_ROOT": str(self.home), "XINFENG_SERVER_WORKERS": str(workers),
            "XINFENG_SERVER_BIND": f"127.0.0.1:{self.endpoint_port}",
            "XINFENG_SERVER_METRICS": f"127.0.0.1:{self.metrics_port}", **environment,
        }  # fmt: skip
        with (self.folder / "endpoint.log").open("ab") as log:
            command = [sys.executable, "-m", "gunicorn", "-c", str(DEPLOY / "gunicorn.conf.py")]
            if descriptors:
                command = ["prlimit", f"--nofile={descriptors}", *command]
            self.gunicorn = launch(command, cwd=PROJECT, env=variables, stderr=log)
        await_port(self.endpoint_port, self.gunicorn)
        self.get("/healthz", port=self.endpoint_port)  # the port is there before the workers are
        patience = time.monotonic() + PATIENCE
        while len(self.workers()) < workers:
            assert time.monotonic() < patience, "the workers have not begun"
            time.sleep(0.05)

    def stop_gunicorn(self) -> None:
        """End the endpoint, if it runs."""
        end(self.gunicorn)
        self.gunicorn = None

    def sound(self) -> Stack:
        """Itself in order, whatever was done to it: what was started runs, nginx and the endpoint both answer."""
        if not alive(self.gunicorn):
            self.stop_gunicorn()
            await_free(self.endpoint_port)
            self.start_gunicorn()
        if self.nginx and not alive(self.nginx):
            end(self.nginx)
            await_free(self.port)
            self.start_nginx()
        return self

    def workers(self) -> list[int]:
        """The process ids of gunicorn's workers; it has other children, which serve numbers and read settings."""
        assert self.gunicorn
        return [one for one in children_of(self.gunicorn.pid) if b"gunicorn" in command_of(one)]

    def start(self) -> None:
        """Publish the site, and bring up the endpoint and nginx with all its listeners."""
        self.make_certificates()
        self.publish()
        self.start_gunicorn()
        self.start_nginx()

    def get(self, path: str, method: str = "GET", port: int = 0, **headers: str) -> Answer:
        """Ask nginx (or another port) once."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def get_kept(self, path: str) -> Answer:
        """Ask nginx until it answers from its cache, where it puts an answer only after the reader has it.

        Also an answer from before a worker's switch to another generation is not kept.

        Raises:
            TimeoutError: what comes from the endpoint is never kept.

        """
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last:
            answer = self.get(path)
            if answer[1].get("x-cache") == "HIT":
                return answer
            time.sleep(0.05)
        raise TimeoutError(f"{path[:80]} does not come from the cache")

    def send(self, data: bytes, port: int = 0) -> bytes:
        """Send bytes as they are, as far as they are taken, and return all that comes back until the server closes.

        Raises:
            TimeoutError: it neither answers nor closes.

        """
        received = b""
        with socket.create_connection(("127.0.0.1", port or self.port), timeout=PATIENCE) as one:
            with suppress(ConnectionError):
                one.sendall(data)
            with suppress(ConnectionError):
                while piece := one.recv(65536):
                    received += piece
        return received


def status_lines(data: bytes) -> list[int]:
    """The status of each answer in what was received."""
    return [int(one) for one in re.findall(rb"(?:^|\n)HTTP/1\.[01] (\d{3})", data)]


@contextmanager
def following(stack: Stack, every: float = 0.05) -> Iterator[None]:
    """A follower at work in a thread."""
    done = threading.Event()

    def follow() -> None:
        while not done.wait(every):
            stack.follower.step()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
