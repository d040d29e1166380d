"""The Makefile in a folder of its own, with a Python that only notes what is asked of it: interrupted, led astray."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.machine import PATIENCE, PROJECT

#: Stands in for Python and, once "made", for that of the environment. While there is a file `slow`, pip takes for ever.
PYTHON = """#!/bin/sh
here={folder}
case "$*" in
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && echo new >> "$3/made" && echo venv >> $here/log ;;
  "-m pip "*)
    echo "pip $*" | sed 's/.* -e/pip/' >> $here/log
    while test -e $here/slow; do sleep 0.02; done ;;
  "build.py "*) echo "$*$PYTHONPATH" >> $here/log ;;
  *) ;;
esac
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(PROJECT / name, tmp_path / name)
    python = tmp_path / "python"
    python.write_text(PYTHON.format(folder=tmp_path), encoding="utf-8")
    python.chmod(0o755)
    return tmp_path


def make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["make", f"PYTHON={folder / 'python'}", *words]
    variables = {**os.environ, **environment}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=variables, check=False)


def log(folder: Path) -> list[str]:
    """What was asked of Python, a line each, and forgotten then."""
    path = folder / "log"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return lines


def outdate(folder: Path) -> None:
    """Have it seem that another version of something is asked for."""
    for stamp in (folder / ".venv").glob(".[rst]*"):
        os.utime(stamp, (1, 1))


def until_it_installs(folder: Path) -> None:
    """Return when pip is at work."""
    end = time.monotonic() + PATIENCE
    while "pip" not in ((folder / "log").read_text(encoding="utf-8") if (folder / "log").exists() else ""):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_environment_is_made_once_and_only_with_what_is_needed(folder: Path) -> None:
    assert make(folder, "run").returncode == 0
    assert log(folder) == ["venv", "pip .[publish,editing]", "build.py serve --host 127.0.0.1 --port 8000"]
    for _ in range(2):
        make(folder, "setup")
    assert log(folder) == ["pip .[serve,publish,editing,guides]"]
    outdate(folder)
    make(folder, "run")
    assert log(folder)[0] == "pip .[publish,editing]"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("target", ["setup", ".venv/.test"])
def test_an_interrupted_installation_begins_anew(folder: Path, how: signal.Signals, target: str) -> None:
    make(folder, "setup")
    outdate(folder)
    log(folder)
    (folder / "slow").touch()
    command = ["make", f"PYTHON={folder / 'python'}", target]
    with subprocess.Popen(command, cwd=folder, process_group=0, stderr=subprocess.DEVNULL) as process:
        until_it_installs(folder)
        os.killpg(process.pid, how)
    assert process.returncode != 0
    assert log(folder)[-1].startswith("pip")
    (folder / "slow").unlink()
    assert make(folder, target).returncode == 0
    assert [line.partition("[")[0] for line in log(folder)] == ["venv", "pip ."]
    assert (folder / ".venv" / "made").read_text(encoding="utf-8") == "new\n"
    make(folder, target)
    assert log(folder) == []


def test_an_environment_whose_python_is_gone_is_made_anew(folder: Path) -> None:
    make(folder, "setup")
    (folder / ".venv" / "bin" / "python").unlink()
    log(folder)
    assert make(folder, "setup").returncode == 0
    assert log(folder) == ["venv", "pip .[serve,publish,editing,guides]"]


def test_two_at_once_install_one_after_the_other(folder: Path) -> None:
    (folder / "slow").touch()
    command = ["make", f"PYTHON={folder / 'python'}", "setup"]
    both = [subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) for _ in range(2)]
    until_it_installs(folder)
    (folder / "slow").unlink()
    assert [one.wait(PATIENCE) for one in both] == [0, 0]
    assert log(folder) == ["venv", *["pip .[serve,publish,editing,guides]"] * 2]


def test_run_takes_port_and_host_from_its_words_and_nothing_odd_from_the_environment(folder: Path) -> None:
    make(folder, "run", HOST="workstation-7", PYTHONPATH="/odd")
    make(folder, "run", "PORT=8123", "HOST=0.0.0.0")
    make(folder, "run", "HOST=")
    served = [line.strip() for line in log(folder) if "serve" in line]
    assert served == [f"build.py serve --host {host} --port {port}" for host, port in
                      (("127.0.0.1", 8000), ("0.0.0.0", 8123), ("", 8000))]  # fmt: skip  # noqa: S104
