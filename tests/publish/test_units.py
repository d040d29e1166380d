"""The systemd units: systemd finds no mistake, little to attack, and nothing forbidden that the services do."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from build import COMMANDS
from tests.machine import PATIENCE, PROJECT
from tests.processes import await_port, children_of
from tests.publish.stack import DEPLOY, Stack
from tests.site_helper import Site

pytestmark = pytest.mark.thorough

UNITS = sorted((DEPLOY / "systemd").iterdir())
#: The exposure that `systemd-analyze security` may find; 10 is a service without any protection.
EXPOSURE = 2.0


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units with programs that are there on this machine."""
    for unit in UNITS:
        text = re.sub(r"/opt/xinfeng/\.venv/bin/\w+", "/bin/true", unit.read_text(encoding="utf-8"))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    return tmp_path


def test_systemd_finds_no_mistake(installed: Path) -> None:
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(installed.iterdir()))]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in ended.stderr.splitlines() if "xinfeng" in line]
    assert (ended.returncode, said) == (0, [])


@pytest.mark.parametrize("unit", [unit.name for unit in UNITS if unit.suffix == ".service"])
def test_services_are_shut_in(installed: Path, unit: str) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(installed / unit)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.search(r"exposure level for \S+: ([0-9.]+)", said)
    assert found
    assert float(found[1]) <= EXPOSURE


def test_what_they_run_exists() -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        for path in re.findall(r"/opt/xinfeng/((?:deploy|docs)/[\w./-]+)", text):
            assert (PROJECT / path).is_file(), path
        for command in re.findall(r"build\.py --root \S+ (\w[\w-]*)", text):
            assert command in COMMANDS


@cache
def calls_of(group: str) -> frozenset[str]:
    """The system calls in one of systemd's groups."""
    command = ["systemd-analyze", "syscall-filter", "--no-pager", group]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = [line.strip() for line in said.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    return frozenset().union(*(calls_of(name) if name.startswith("@") else {name} for name in names))


def allowed(unit: str) -> set[str]:
    """What `SystemCallFilter=` leaves to a service: its lines add to the first one or take away."""
    found: set[str] = set()
    text = (DEPLOY / "systemd" / unit).read_text(encoding="utf-8")
    for line in re.findall("^SystemCallFilter=(.*)$", text, re.MULTILINE):
        names = line.removeprefix("~").split()
        calls = set().union(*(calls_of(name) if name.startswith("@") else {name} for name in names))
        found = found - calls if line.startswith("~") else found | calls
    return found


def traced(command: Sequence[str], folder: Path) -> list[str]:
    """A command that writes down which system calls it and its children make."""
    return ["strace", "-f", "-c", "-o", str(folder / "calls"), sys.executable, *command]


def calls_made(folder: Path) -> set[str]:
    """The names in strace's table, which stand in its last column."""
    lines = (folder / "calls").read_text().splitlines()
    return {line.split()[-1] for line in lines if re.match(r"\s*[0-9.]+\s+[0-9.]+\s", line)} - {"total"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with an index, as /srv/xinfeng/site has it."""
    made = Site(tmp_path / "root").small().settings('base_url = "https://risk.example"\n')
    return made.bulletin("2026/11/a", "关税。", countries=["VN"])


def test_publishing_is_not_forbidden_what_it_does(site: Site, tmp_path: Path) -> None:
    for words in (["build", "--quiet"], ["deploy", str(tmp_path / "www")]):
        command = traced(["build.py", "--root", str(site.root), *words], tmp_path)
        subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
        made = calls_made(tmp_path)
        assert "openat" in made
        assert made - allowed("xinfeng-publish.service") == set()


def test_the_follower_and_the_endpoint_are_not_forbidden_what_they_do(site: Site, tmp_path: Path) -> None:
    site.build(index=True)
    stack = Stack(site, tmp_path)
    stack.publish()
    command = ["build.py", "--root", str(tmp_path / "other"), "follow", str(stack.www), "--once"]
    (tmp_path / "other").mkdir()
    subprocess.run(traced(command, tmp_path), cwd=PROJECT, check=True, capture_output=True)
    assert calls_made(tmp_path) - allowed("xinfeng-follow.service") == set()
    variables = {
        **os.environ, "XINFENG_ROOT": str(stack.home), "XINFENG_SERVER_WORKERS": "1",
        "XINFENG_SERVER_BIND": f"127.0.0.1:{stack.endpoint_port}",
        "XINFENG_SERVER_METRICS": f"127.0.0.1:{stack.metrics_port}",
    }  # fmt: skip
    command = traced(["-m", "gunicorn", "-c", str(DEPLOY / "gunicorn.conf.py")], tmp_path)
    process = subprocess.Popen(command, cwd=PROJECT, env=variables, stderr=subprocess.DEVNULL)
    try:
        await_port(stack.endpoint_port, process)
        for path in ("/readyz", "/search?q=x", "/api/search", "/account", "/nowhere"):
            assert stack.get(path, port=stack.endpoint_port)[0] < 500
        await_port(stack.metrics_port, process)
        assert stack.get("/metrics", port=stack.metrics_port)[0] == 200
    finally:
        for child in children_of(process.pid):
            os.kill(child, signal.SIGTERM)
        process.wait(PATIENCE)
    made = calls_made(tmp_path)
    assert {"accept4", "fork"} & made
    assert made - allowed("xinfeng-endpoint.service") == set()
