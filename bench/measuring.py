"""Runs a command and says what it took: wall time, processor time and the peak memory of all its processes together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

#: Seconds between two looks at memory. Reading it costs the measured processes a little, ours and others' alike.
_LOOK = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds and bytes of one run, or of several by `both`."""

    wall: float
    processor: float = 0.0
    peak: int = 0

    def then(self, other: Run) -> Run:
        """The figures of two runs, one after the other."""
        return Run(self.wall + other.wall, self.processor + other.processor, max(self.peak, other.peak))


def run(command: Sequence[str], folder: Path | None = None) -> Run:
    """Run to the end; a command that fails ends the measuring."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    watch = _Watch(process.pid)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    watch.ended.set()
    watch.join()
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code:
        raise subprocess.CalledProcessError(code, command)
    return Run(wall, usage.ru_utime + usage.ru_stime, watch.peak)


def share(values: Sequence[float], part: float) -> float:
    """What so large a part of some values is at most."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def middle(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(
        median(one.wall for one in runs), median(one.processor for one in runs), int(median(one.peak for one in runs))
    )


class _Watch(threading.Thread):
    """Looks at the memory of a process and all below it until told that it has ended."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.ended = pid, 0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(_LOOK):
            self.peak = max(self.peak, sum(map(memory, tree(self.pid))))


def tree(pid: int) -> list[int]:
    """A process and all below it that are still there."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # ended meanwhile
    return found


def memory(pid: int, kind: str = "Pss") -> int:
    """Bytes of a process; what is shared with others counts by its share (`Pss`)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(f"{kind}:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
