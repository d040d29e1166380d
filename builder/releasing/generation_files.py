"""Whether the folder of an index generation still has every file that was written into it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from view.plain_json import parse_json

#: Written last: the size of every other file below the folder.
LISTING = "files.json"


def list_files(folder: Path) -> None:
    """Note what there is in a folder that has just been written."""
    data = json.dumps(_sizes(folder), ensure_ascii=False, sort_keys=True, indent=0)
    (folder / LISTING).write_text(data + "\n", encoding="utf-8", errors="surrogateescape")


def is_whole(folder: Path) -> bool:
    """Whether every file is there and as large as it was; who writes into one all the same must delete `var/`."""
    try:
        listed = parse_json((folder / LISTING).read_text(encoding="utf-8", errors="surrogateescape"))
        return bool(listed == _sizes(folder))
    except (OSError, ValueError):
        return False


def _sizes(folder: Path) -> dict[str, int]:
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = Path(base, name)
            found[path.relative_to(folder).as_posix()] = path.stat().st_size
    found.pop(LISTING, None)
    return {name: size for name, size in found.items() if not name.endswith("WRITELOCK")}
