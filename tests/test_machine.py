"""Whatever surrounds the tests, they find the same: shown by tests that are run in the oddest surroundings."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from subprocess import DEVNULL

import pytest

from tests.machine import PROJECT
from tests.processes import end, free_port, launch, listens, started

ODD = {
    "HOME": "/nonexistent", "LANG": "xx_XX", "LC_ALL": "xx_XX", "TZ": "Pacific/Apia", "COLUMNS": "7", "NO_COLOR": "1",
    "PYTHONHASHSEED": "3", "http_proxy": "http://192.0.2.1:9", "HTTPS_PROXY": "http://192.0.2.1:9", "TERM": "odd",
    "XINFENG_ODD": "1", "XINFENG_COUNTS_ODD": "1", "GIT_DIR": "/odd", "PGHOST": "/odd", "AWS_PROFILE": "odd",
    "PYTHONINSPECT": "", "FLASK_DEBUG": "1", "JAVA_TOOL_OPTIONS": "-Dodd", "NODE_OPTIONS": "--odd", "CI": "1",
}  # fmt: skip
#: Run by the test below in odd surroundings; looks at those of a child and at its own.
INNER = """
import os, signal, subprocess, sys

ODD = {odd}
LOOK = '''
import os, signal, sys
ignored = [one.name for one in signal.Signals if signal.getsignal(one) == signal.SIG_IGN]
print(ignored, signal.pthread_sigmask(signal.SIG_BLOCK, ()), oct(os.umask(0)), os.environ["LANG"], os.environ["TZ"])
'''

def test_inner():
    said = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "['SIGPIPE', 'SIGXFSZ'] set() 0o77 C America/New_York"
    assert {{name for name, text in ODD.items() if os.environ.get(name) == text}} == set()
    assert os.listdir(os.environ["HOME"]) == []
    assert not os.isatty(0)
    assert os.path.isfile("pyproject.toml")
    for number in (signal.SIGHUP, signal.SIGTERM):
        os.kill(os.getpid(), number)  # whoever started these tests said that they do not hear it
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        return
    raise AssertionError("not interrupted")
"""


@pytest.mark.thorough
@pytest.mark.parametrize("workers", ["0", "1"])
def test_nothing_odd_is_left_of_odd_surroundings(tmp_path: Path, workers: str) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_configure\n", encoding="utf-8")
    (tmp_path / "test_inner.py").write_text(INNER.format(odd=ODD), encoding="utf-8")
    command = f"""
        trap "" INT HUP TERM QUIT USR1 CHLD; umask 077; ulimit -S -n 256; exec <&-
        exec {sys.executable} -m pytest -q -n {workers} -p no:cacheprovider -c {PROJECT}/pyproject.toml {tmp_path}"""
    surroundings = os.environ | ODD | {"PYTEST_ADDOPTS": ""}
    done = subprocess.run(
        ["bash", "-c", command], env=surroundings, cwd="/", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_a_port_that_was_given_is_given_to_nobody_else() -> None:
    port = free_port()
    others = [socket.create_server(("127.0.0.1", 0)) for _ in range(50)]
    assert port not in [one.getsockname()[1] for one in others] + [free_port() for _ in range(50)]
    for _ in range(2):  # the server may have it, and have it again
        assert not listens(port)
        with started([sys.executable, "-m", "http.server", str(port), "-b", "127.0.0.1"], port, stderr=DEVNULL):
            assert listens(port)
    for one in others:
        one.close()


def test_a_server_that_ends_at_once_is_not_waited_for() -> None:
    with pytest.raises(AssertionError, match="ended with 7"), started(["sh", "-c", "exit 7"], free_port()):
        pass


STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    print(child, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("how", ["asked", "killed before"])
def test_servers_end_with_all_they_began_though_they_do_not_want_to(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr("tests.processes.PATIENCE", 0.1)
    with launch([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert int(process.stdout.readline()) != process.pid
        if how == "asked":
            with pytest.raises(subprocess.TimeoutExpired):
                end(process)
        else:
            process.kill()
            process.wait()
            end(process)
        assert process.returncode == -signal.SIGKILL
        assert process.stdout.read() == b""  # when nobody is left to write
