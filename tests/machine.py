"""The machine that every test finds, whatever machine it runs on: where programs depend on one, an unfriendly one."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[1]
#: Seconds that anything may take on a busy machine before a test gives it up; nobody waits for them while all is well.
PATIENCE = 120.0
#: What stays of the environment: where programs are, and what the one who runs the tests says to pytest and to them.
_KEPT = frozenset({"PATH", "LD_LIBRARY_PATH", "TMPDIR", "USER", "LOGNAME", "JAVA_HOME", "XINFENG_OPENSEARCH"})
_KEPT_TOO = ("PYTEST_", "PLAYWRIGHT_", "COV_", "COVERAGE_")
#: How long and how thoroughly tests look; nothing that the program reads.
KNOBS = frozenset(
    f"XINFENG_{name}" for name in ("BULLETINS", "GOLDEN", "KILLS", "PICTURES", "RELEASES", "STEPS", "SWITCHES")
)
#: What every test and all that it starts finds: a locale without Chinese, a time zone unlike the site's.
_SET = {"LANG": "C", "TZ": "America/New_York"}
_UMASK = 0o077
#: Open files: tests open hundreds of connections.
_FILES = 4096
#: The signals that whoever started the tests wants them to ignore; `hear_signals` tells it to workers.
_UNHEARD = "PYTEST_UNHEARD_SIGNALS"
#: Python itself ignores these two, and has children begin with the system's handling.
_PYTHONS = frozenset({signal.SIGPIPE, signal.SIGXFSZ})


@contextmanager
def settled() -> Iterator[None]:
    """Make this process's surroundings those of every run; a home that is empty lasts as long as the block."""
    home = tempfile.mkdtemp(prefix="xinfeng-home-")
    try:
        environment = _environment(os.environ, home)
        os.environ.clear()
        os.environ.update(environment)
        os.umask(_UMASK)
        os.chdir(PROJECT)
        hear_signals()
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (_FILES if most == resource.RLIM_INFINITY else min(_FILES, most), most)
        )
        yield
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _environment(inherited: Mapping[str, str], home: str) -> dict[str, str]:
    """What tests see of an environment."""
    kept = {name: text for name, text in inherited.items() if name in _KEPT | KNOBS or name.startswith(_KEPT_TOO)}
    browsers = Path(inherited.get("HOME") or home, ".cache", "ms-playwright")
    return {"PATH": os.defpath, "PLAYWRIGHT_BROWSERS_PATH": str(browsers)} | kept | _SET | {"HOME": home}


def hear_signals() -> None:
    """Have children begin with the system's handling of signals, and hear Ctrl-C here.

    Who is started by `nohup`, or in the background of a script, ignores signals, and so does all that it starts; but
    what is handled by a function is not inherited. A hang-up that this process was told to ignore it still ignores,
    and so do the workers among which pytest shares the tests.
    """
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    told = {int(number) for number in os.environ.get(_UNHEARD, "").split()}
    ignored = {number for number in signal.valid_signals() if signal.getsignal(number) == signal.SIG_IGN}
    for number in (told | ignored) - _PYTHONS:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else _ignore)
    os.environ[_UNHEARD] = " ".join(str(int(number)) for number in sorted((told | ignored) - _PYTHONS))


def _ignore(number: int, frame: object) -> None:
    """Do nothing."""
