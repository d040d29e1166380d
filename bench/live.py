"""A running `serve` of a site, and how long a saved file takes to be seen through it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.measuring import Run, memory, tree

BUILD = Path(__file__).parent.parent / "build.py"
#: Seconds between two requests for the page that is waited for. A browser waits to be told; asking takes time from
#: the processors that build, and so it is part of what is measured.
_ASK = 0.02
_PATIENCE = 600.0


class Server:
    """`build.py serve` on a free port, ended with the block."""

    def __init__(self, root: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, str(BUILD), "--root", str(root), "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self) -> Server:
        self._wait("/healthz", "ok")
        time.sleep(1.0)  # the watcher starts with the server, not before it
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    def until_seen(self, change: Callable[[], tuple[Path, str, str]]) -> Run:
        """Seconds from the moment when the file has been saved until its page is served anew."""
        _, url, mark = change()
        began = time.perf_counter()
        self._wait(url, mark)
        wall = time.perf_counter() - began
        return Run(wall, peak=sum(map(memory, tree(self.process.pid))))

    def _wait(self, url: str, text: str) -> None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise ChildProcessError(f"serve ended with {self.process.returncode}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
                connection.request("GET", url)
                if text in connection.getresponse().read().decode("utf-8", "replace"):
                    return
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(_ASK)
        raise TimeoutError(f"{url} did not show {text!r} in {_PATIENCE:.0f} s")
