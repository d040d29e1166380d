"""Searches over HTTP: the real WSGI server on loopback, asked what readers ask, popular searches far more often.

    .venv/bin/python bench/http.py [BULLETINS] [--requests N] [--server NAME]…

Prints for each face the requests a second, p50, p95 and p99, and the server's processor time for one request, which
others' work moves less. Server and clients share the machine. A row of conditional requests asks the page again with
the entity tags it came with, and one asks for `/healthz`, which costs the server's own work alone. Last comes how long
a search takes while 300 other clients have sent half a request each and fallen silent.

Servers: `xinfeng` is gunicorn with the shipped settings; `gthread` the same with gunicorn's own threaded worker;
`granian`; `waitress`, which has one process.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # not this folder: this file would hide the library that it needs

import argparse
import http.client
import os
import random
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles

from bench.corpus import SEED, write_site
from bench.machine import describe
from bench.measuring import tree
from bench.search import stream
from search.faces.parameters import query_arguments
from view.urls import search_url

FACES = ("/search", "/api/search", "/search.atom")
SERVERS = ("xinfeng", "gthread", "granian", "waitress")
WORKERS = 2
SLOW_CLIENTS = 300
CLIENTS = 8
#: The rank-th most popular search is asked in proportion to 1 / rank ** ZIPF.
ZIPF = 1.0
_PATIENCE = 60.0
#: Seconds to wait for one answer beside slow clients.
_SLOW_PATIENCE = 20.0
#: Nobody is sent away: what is measured is how fast the answers are.
SETTINGS = f"[limits]\nwait_seconds = {_PATIENCE}\n"


@contextmanager
def serving(root: Path) -> Iterator[int]:
    """The endpoint of a built site under gunicorn; the port it listens on."""
    with running(root) as (port, _):
        yield port


@contextmanager
def running(root: Path, server: str = "xinfeng") -> Iterator[tuple[int, int]]:
    """The same under a server by name, with the number of its process."""
    with http_port() as port:
        pass
    settings = {"ROOT": str(root), "SERVER_WORKERS": str(WORKERS), "SERVER_BIND": f"127.0.0.1:{port}"}
    environment = {**os.environ, **{f"XINFENG_{name}": value for name, value in settings.items()}}
    with (root / "log").open("wb") as log:
        process = subprocess.Popen(command_of(server, port), cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        await_health(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def command_of(server: str, port: int) -> list[str]:
    """How a server is started; all have as many threads as the shipped settings give a worker."""
    if server == "waitress":
        arguments = ["waitress", f"--listen=127.0.0.1:{port}", "--threads=42", "wsgi:application"]
    elif server == "granian":
        arguments = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        arguments += ["--workers", str(WORKERS), "--blocking-threads", "42", "--no-log", "wsgi:application"]
    else:
        arguments = ["gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py")]
        arguments += ["--worker-class", "gthread"] if server == "gthread" else []
    return [sys.executable, "-m", *arguments]


@contextmanager
def http_port() -> Iterator[int]:
    """A free port of loopback."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


def await_health(port: int) -> None:
    """Return when the endpoint answers."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the endpoint does not answer")


def beside_slow_clients(port: int) -> str:
    """How long one search takes while others never finish their requests."""
    slow = []
    try:
        for _ in range(SLOW_CLIENTS):
            slow.append(socket.create_connection(("127.0.0.1", port)))
            slow[-1].sendall(b"GET /search?q=a HTTP/1.1\r\n")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SLOW_PATIENCE)
        started = time.perf_counter()
        connection.request("GET", FACES[0])
        connection.getresponse().read()
        return f"answered in {time.perf_counter() - started:.2f} s"
    except TimeoutError:
        return f"no answer in {_SLOW_PATIENCE:.0f} s"
    finally:
        for one in slow:
            one.close()


def ask(port: int, urls: list[str], taken: list[float], tags: dict[str, str], known: bool) -> None:
    """Ask one after another on one connection, noting the seconds of each and its entity tag.

    With `known`, the tags noted before are sent along. Anything but 200, or then 304, ends the bench.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    expected = http.client.NOT_MODIFIED if known else http.client.OK
    for url in urls:
        started = time.perf_counter()
        connection.request("GET", url, headers={"If-None-Match": tags[url]} if known else {})
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - started)
        if answer.status != expected:
            raise RuntimeError(f"{answer.status} for {url}")
        tags[url] = answer.headers.get("ETag", "")


def processor_seconds(pid: int) -> float:
    """What a process and all below it have used of the processors."""
    used = 0
    for one in tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def measure(port: int, pid: int, face: str, requests: int, known: bool = False) -> str:
    """One line of the table."""
    searches = [search_url(query_arguments(query), face) for _, query in stream()] if face in FACES else [face]
    choose = random.Random(SEED)  # noqa: S311 - a stream that repeats, not a secret
    choose.shuffle(searches)
    weights = [1 / rank**ZIPF for rank in range(1, len(searches) + 1)]
    asked = choose.choices(searches, weights, k=requests)
    tags: dict[str, str] = {}
    ask(port, searches, [], tags, False)  # every search once, so that no posting is read for the first time
    taken: list[list[float]] = [[] for _ in range(CLIENTS)]
    threads = [
        threading.Thread(target=ask, args=(port, asked[one::CLIENTS], taken[one], tags, known))
        for one in range(CLIENTS)
    ]
    used, started = processor_seconds(pid), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    used = processor_seconds(pid) - used
    every = [one for some in taken for one in some]
    if len(every) != requests:
        raise RuntimeError(f"{requests - len(every)} requests were not answered")
    cuts = quantiles(every, n=100)
    times = " | ".join(f"{1000 * cuts[at - 1]:.1f} ms" for at in (50, 95, 99))
    name = f"{face}, 304" if known else face
    return f"| {name} | {len(every) / seconds:.0f} | {times} | {1000 * used / requests:.2f} ms |"


def main() -> None:
    """Build a site of generated bulletins, serve it, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bulletins", nargs="?", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--server", action="append", choices=SERVERS)
    options = parser.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_site(root, options.bulletins, settings=SETTINGS)
        subprocess.run([sys.executable, ROOT / "build.py", "--root", root, "build", "--quiet"], check=True)
        print(f"\n{options.bulletins} bulletins, {options.requests} requests a face,")
        print(f"{WORKERS} workers, {CLIENTS} connections")
        for server in options.server or SERVERS[:1]:
            with running(root, server) as (port, pid):
                print(f"\n| {server} | requests a second | p50 | p95 | p99 | processor |")
                print("| --- | ---: | ---: | ---: | ---: | ---: |")
                for face in FACES:
                    print(measure(port, pid, face, options.requests), flush=True)
                print(measure(port, pid, FACES[0], options.requests, known=True), flush=True)
                print(measure(port, pid, "/healthz", options.requests), flush=True)
                print(f"\nBeside {SLOW_CLIENTS} slow clients: {beside_slow_clients(port)}", flush=True)


if __name__ == "__main__":
    main()
