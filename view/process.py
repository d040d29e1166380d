"""What a program needs of its process, whoever started it: streams, UTF-8, and Ctrl-C that is heard."""

from __future__ import annotations

import locale
import os
import signal
import sys
from contextlib import suppress

#: Set for the program that begins again in another encoding, so that it never does so twice.
_UTF8 = "PYTHONUTF8"
#: Seconds after which an interrupt that could not be raised is raised again.
_SOON = 0.01


def settle_process() -> None:
    """For programs, first of all, in their main thread; it takes the timer and SIGALRM."""
    _open_streams()
    _use_utf8()
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    sys.unraisablehook = _hook


def _open_streams() -> None:
    """Have nothing but a standard stream where one is looked for.

    Where one was closed, the next file that is opened would take its place, and children would write into it.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115 - as long as the program
            if stream.fileno() != number:
                os.dup2(stream.fileno(), number)
            setattr(sys, name, stream)


def _use_utf8() -> None:
    """Begin again in UTF-8 where the locale names files otherwise: names in `content/` are the same for everybody.

    What is printed stays in the encoding of the terminal; what that has no character for is written by its number.
    """
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get(_UTF8) != "1":
        os.environ.setdefault("PYTHONIOENCODING", locale.getpreferredencoding(False))
        os.environ[_UTF8] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this program itself
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError):  # in a test's hands
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _hook(unraisable: sys.UnraisableHookArgs) -> None:
    """Raise an interrupt again that came in a finaliser or a callback: else it is printed as their error, and lost."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, _SOON)
    else:
        sys.__unraisablehook__(unraisable)
