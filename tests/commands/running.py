"""A command as a person types it."""

from __future__ import annotations

import json
import subprocess
import sys

from click.testing import CliRunner, Result

import build
from tests.machine import PROJECT
from tests.site_helper import NOW, Site

HERE = PROJECT

KEYS = {
    "generation", "pages_written", "pages_unchanged", "pages_removed", "changed_urls", "removed_urls", "next_due",
    "seconds",
}  # fmt: skip


def run(site: Site, *arguments: str) -> Result:
    return CliRunner().invoke(build.cli, ["--root", str(site.root), *arguments])


def built(site: Site, *arguments: str) -> Result:
    result = run(site, "build", "--at", NOW, "--jobs", "1", *arguments)
    assert result.exit_code == 0, result.output
    return result


def report(site: Site, *arguments: str) -> dict[str, object]:
    built(site, "--report", str(site.root / "report.json"), *arguments)
    loaded: dict[str, object] = json.loads((site.root / "report.json").read_text(encoding="utf-8"))
    return loaded


def script(*arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, str(HERE / "build.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd="/", check=False)
