"""Says on what the figures were measured."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

#: Whose versions matter to the figures.
PACKAGES = ("whoosh-reloaded", "markdown", "jinja2", "hugo", "pagefind", "pelican", "tantivy")


def describe() -> str:
    """Processor, memory, system, how busy it is, and versions, in two lines."""
    cores = len(os.sched_getaffinity(0))
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    versions = ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))
    load = f"load {os.getloadavg()[0]:.1f} before measuring"
    return f"{cores} cores of {_processor()}, {pages:.0f} GB, {system}, {load}\n{versions}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
