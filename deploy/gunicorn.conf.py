"""The endpoint under gunicorn: `gunicorn -c deploy/gunicorn.conf.py`; what can be set stands in docs/settings.md."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

chdir = str(Path(__file__).resolve().parent.parent)
sys.path.insert(0, chdir)

# Where all workers count together; the library that counts looks for it when it is imported.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="xinfeng-metrics-")

# Settings are read in a process of its own: what the master had imported, new workers would still have after a reload.
_read = subprocess.run([sys.executable, "-m", "server.start"], cwd=chdir, capture_output=True, text=True, check=False)
if _read.returncode:
    sys.exit(_read.stderr.strip())
_server = json.loads(_read.stdout)

wsgi_app = "wsgi:application"
bind = _server["bind"]
workers = _server["workers"] or 2 * (os.cpu_count() or 1)
worker_class = "server.worker.Worker"
threads = _server["threads"]
#: A worker that cannot even say that it lives for so long is replaced.
timeout = 30
#: How long requests under way may take to end when the endpoint is reloaded or stopped.
graceful_timeout = 30
#: Longer than nginx keeps its connections to us, so that it is never us who closes one it is about to use.
keepalive = 75
backlog = 1024
#: Connections of a worker, most of them idle; those that are slow are given up after some seconds (server/worker.py).
worker_connections = 1500
#: The worker limits a request's line and headers together (server/request_reader.py), and the application the query:
#: it has the better words. A request of too many or too long headers is a 431.
limit_request_line = 0
limit_request_fields = 64
limit_request_field_size = 8190
#: Nobody steers it from inside but by signals.
control_socket_disable = True
#: Only the proxy in front speaks to us.
forwarded_allow_ips = "127.0.0.1,::1"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "server.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}},
}

_beside: list["subprocess.Popen[bytes]"] = []


def when_ready(server: Any) -> None:
    """Begin to serve numbers as soon as workers may come."""
    if _server["metrics"]:
        from server.metrics import start_beside

        _beside.append(start_beside(_server["metrics"]))


def child_exit(server: Any, worker: Any) -> None:
    """What a worker counted stays; what it held is no longer held."""
    if _server["metrics"]:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call] # it has no annotations


def on_exit(server: Any) -> None:
    """Numbers end with the endpoint."""
    for process in _beside:
        process.terminate()
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
