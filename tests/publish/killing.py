"""SIGKILL for the real command at a random moment of its upload."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

#: How many random moments are tried; XINFENG_KILLS asks for more.
KILLS = int(os.environ.get("XINFENG_KILLS", "3"))


def kill_at_random(command: Sequence[str], history: Path, chance: random.Random, most: int) -> bool:
    """Run a deploy and kill it once its journal has some lines, at most `most`. Whether it was killed."""
    journal = history / "journal.jsonl"
    begun = lines(journal)
    wanted = begun + chance.randrange(1, most)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        now = lines(journal)
        if now < begun:  # an interrupted deploy's journal was taken over
            wanted, begun = wanted - begun, 0
        if now >= wanted:
            process.send_signal(signal.SIGKILL)
        time.sleep(0.002)
    return process.returncode == -signal.SIGKILL


def lines(journal: Path) -> int:
    """How far an upload has come."""
    try:
        return journal.read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0
