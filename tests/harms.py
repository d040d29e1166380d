"""What can happen to a file that nobody looks at."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.site_helper import Site


def another_byte(path: Path) -> None:
    """Damage that neither size nor time tells."""
    stat, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def zeros(path: Path) -> None:
    """What a power cut can leave of a file whose size was written before its bytes."""
    path.write_bytes(bytes(path.stat().st_size))


def live(site: Site) -> Path:
    name = json.loads((site.root / "site" / "generation.json").read_text())["generation"]
    return site.root / "var" / "index" / str(name)
