"""`make mutants`: plants each fault of `mutants.toml` in a copy of the project and sees that the tests notice it.

A fault is a file, a text that stands in it once, what to put there, and the tests that must fail then. Prints a line
for each and exits 1 when nobody noticed one, or when a text is not there any more; 2 when the tests fail without any.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_name("mutants.toml")
#: What a copy of the project needs no copy of.
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "site", "state", "node_modules", "__pycache__", ".*_cache")


#: How pytest ends when a test failed, and when the fault ended the whole process.
_NOTICED = (1, -signal.SIGSEGV, -signal.SIGABRT)


#: Seconds after which tests that take some hang for good.
_PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Mutant:
    """One planted fault."""

    file: str
    find: str
    put: str
    tests: list[str]

    @property
    def name(self) -> str:
        """What is printed of it."""
        return f"{self.file}: {self.find.strip()!r} → {self.put.strip()!r}"


def read_list() -> list[Mutant]:
    """The committed list. ValueError when a text does not stand in its file exactly once."""
    mutants = [Mutant(**one) for one in tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]]
    stale = [one for one in mutants if (ROOT / one.file).read_text(encoding="utf-8").count(one.find) != 1]
    if stale:
        raise ValueError("not there exactly once:\n" + "\n".join(one.name for one in stale))
    return mutants


def is_noticed(mutant: Mutant, copy: Path) -> bool:
    """Whether the tests fail with the fault in a copy of the project, which is mended afterwards."""
    path = copy / mutant.file
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace(mutant.find, mutant.put), encoding="utf-8")
    try:
        return _ended(mutant.tests, copy, timeout=_PATIENCE) in _NOTICED
    except subprocess.TimeoutExpired:
        return True  # the fault keeps a test from ending
    finally:
        path.write_text(good, encoding="utf-8")


def _ended(tests: Iterable[str], copy: Path, *, timeout: float | None = None) -> int:
    """How pytest ends in a copy of the project; the first failure ends it."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, check=False, timeout=timeout
    ).returncode


def main() -> int:
    """Plant all faults, or those in files whose name holds a word."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("word", nargs="?", default="")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    mutants = [one for one in read_list() if args.word in one.file]
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(args.jobs) as threads:
        copies = [Path(folder, str(number)) for number in range(args.jobs)]
        for copy in copies:
            shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
            (copy / "site").mkdir()
        if _ended(sorted({test for one in mutants for test in one.tests}), copies[0]):
            print("the tests fail without a fault already: mend them or their surroundings first", file=sys.stderr)
            return 2

        def plant(number: int) -> None:
            for one in mutants[number :: args.jobs]:
                noticed = is_noticed(one, copies[number])
                print("noticed" if noticed else "MISSED ", one.name, flush=True)
                missed.extend([] if noticed else [one.name])

        list(threads.map(plant, range(args.jobs)))
    print(f"{len(mutants) - len(missed)} of {len(mutants)} noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
