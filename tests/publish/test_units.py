"""The systemd units: systemd itself finds no mistake in them and little that an attacker could use."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from build import cli
from tests.publish.stack import DEPLOY, REPOSITORY

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
            assert (REPOSITORY / path).is_file(), path
        for command in re.findall(r"build\.py --root \S+ (\w[\w-]*)", text):
            assert command in cli.commands
