"""Programs that are started oddly, and interrupted at a moment when Python cannot raise anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine import PROJECT

SCRIPT = """
import gc, os, signal, time, weakref
from view.process import settle_process

def interrupt(*_):
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass

class Odd:
    def __del__(self):
        interrupt()

class Plain:
    pass

def a_callback():
    plain = Plain()
    weakref.finalize(plain, interrupt)

settle_process()
try:
    {moment}
    time.sleep(60)
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("moment", ["Odd()", "a_callback()"])
def test_it_is_heard_a_moment_later_and_no_error_is_printed(moment: str) -> None:
    command = [sys.executable, "-c", SCRIPT.format(moment=moment)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    assert (ended.stdout, ended.stderr) == ("interrupted\n", "")


def test_no_file_takes_the_place_of_a_stream_that_was_closed(tmp_path: Path) -> None:
    script = """
import os, subprocess, sys
from view.process import settle_process
settle_process()
with open("told", "w") as file:
    subprocess.run("cat; echo out; echo err >&2", shell=True)
    print("also"), print("also", file=sys.stderr), sys.stdin.read()
    file.write(str(file.fileno() > 2))
"""
    command = f"exec <&- >&- 2>&-; exec {sys.executable} -c '{script}'"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, env=environment, check=False).returncode == 0
    assert (tmp_path / "told").read_text(encoding="utf-8") == "True"
