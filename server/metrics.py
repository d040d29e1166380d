"""Serves the numbers of all workers to Prometheus on a port of its own: `python -m server.metrics HOST:PORT`."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from prometheus_client import CollectorRegistry, multiprocess, start_http_server

_LOOK_SECONDS = 1.0


def start_beside(address: str) -> subprocess.Popen[bytes]:
    """Begin serving in a process that ends with this one, so that the workers' parent stays without threads."""
    return subprocess.Popen([sys.executable, "-m", "server.metrics", address])  # noqa: S603


def main(address: str) -> None:
    """Serve until the parent is gone."""
    parent = os.getppid()
    host, _, port = address.rpartition(":")
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # it has no annotations
    start_http_server(int(port), host, registry)
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1])
