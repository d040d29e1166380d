"""Searches over HTTP: the real WSGI server on loopback, asked what readers ask, popular searches far more often.

    .venv/bin/python bench/http.py [BULLETINS] [--requests N]

Prints requests a second and the p50, p95 and p99 of each face. Server and clients share the machine.
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
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles

from bench.corpus import SEED, write_site
from bench.machine import describe
from bench.search import stream
from search.parameters import query_arguments
from view.urls import search_url

FACES = ("/search", "/api/search", "/search.atom")
WORKERS = 2
CLIENTS = 8
#: The rank-th most popular search is asked in proportion to 1 / rank ** ZIPF.
ZIPF = 1.0
_PATIENCE = 60.0


@contextmanager
def serving(root: Path) -> Iterator[int]:
    """The endpoint of a built site under gunicorn; the port it listens on."""
    with http_port() as port:
        pass
    command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "wsgi:application"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "XINFENG_ROOT": str(root)})
    try:
        await_health(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=_PATIENCE)


@contextmanager
def http_port() -> Iterator[int]:
    """A free port of loopback."""
    import socket

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


def ask(port: int, urls: list[str], taken: list[float]) -> None:
    """Ask one after another on one connection, noting the seconds of each; anything but 200 ends the bench."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    for url in urls:
        started = time.perf_counter()
        connection.request("GET", url)
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - started)
        if answer.status != http.client.OK:
            raise RuntimeError(f"{answer.status} for {url}")


def measure(port: int, face: str, requests: int) -> str:
    """One line of the table."""
    searches = [search_url(query_arguments(query), face) for _, query in stream()]
    choose = random.Random(SEED)  # noqa: S311 - a stream that repeats, not a secret
    choose.shuffle(searches)
    weights = [1 / rank**ZIPF for rank in range(1, len(searches) + 1)]
    asked = choose.choices(searches, weights, k=requests)
    ask(port, searches, [])  # every search once, so that no posting is read for the first time
    taken: list[list[float]] = [[] for _ in range(CLIENTS)]
    threads = [threading.Thread(target=ask, args=(port, asked[one::CLIENTS], taken[one])) for one in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    every = [one for some in taken for one in some]
    if len(every) != requests:
        raise RuntimeError(f"{requests - len(every)} requests were not answered")
    cuts = quantiles(every, n=100)
    times = " | ".join(f"{1000 * cuts[at - 1]:.1f} ms" for at in (50, 95, 99))
    return f"| {face} | {len(every) / seconds:.0f} | {times} |"


def main() -> None:
    """Build a site of generated bulletins, serve it, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bulletins", nargs="?", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=2000)
    options = parser.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_site(root, options.bulletins)
        subprocess.run([sys.executable, ROOT / "build.py", "--root", root, "build", "--quiet"], check=True)
        with serving(root) as port:
            print(f"\n{options.bulletins} bulletins, {options.requests} requests a face,")
            print(f"{WORKERS} workers, {CLIENTS} connections\n")
            print("| face | requests a second | p50 | p95 | p99 |\n| --- | ---: | ---: | ---: | ---: |")
            for face in FACES:
                print(measure(port, face, options.requests), flush=True)


if __name__ == "__main__":
    main()
