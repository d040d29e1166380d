"""SIGKILL for the real command at a random moment of its upload: python killing.py COUNT build.py …

As a script it is the command, and dies by its own hand around the file that it would note as the COUNT-th one: before
or after the note, for even and odd numbers. So it is killed on a slow machine as on a fast one.
"""

from __future__ import annotations

import os
import random
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

#: How many random moments are tried; XINFENG_KILLS asks for more.
KILLS = int(os.environ.get("XINFENG_KILLS", "3"))


def kill_at_random(command: Sequence[str], chance: random.Random, most: int) -> bool:
    """Run `build.py …` and kill it around one of the first `2 * most` notes. Whether it came so far, and was killed."""
    killed = [sys.executable, __file__, str(chance.randrange(2, 2 * most)), *command]
    ended = subprocess.run(killed, capture_output=True, text=True, check=False)
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
    return ended.returncode == -signal.SIGKILL


def _dying(note: Callable[..., None], left: list[int]) -> Callable[..., None]:
    def noting(*arguments: Any) -> None:
        for moment in ("before", "after"):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            if moment == "before":
                note(*arguments)

    return noting


def main() -> None:
    """Run the command that the arguments name."""
    left = [int(sys.argv[1])]
    sys.argv = sys.argv[2:]
    sys.path.insert(0, str(Path(sys.argv[0]).parent))
    from publish.release.history import Journal

    for name in ("put", "removed"):
        setattr(Journal, name, _dying(getattr(Journal, name), left))
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
