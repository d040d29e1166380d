"""What a program needs of its process, whoever started it: streams that are open, and Ctrl-C that is always heard."""

from __future__ import annotations

import os
import signal
import sys

#: Seconds after which an interrupt that could not be raised is raised again.
_SOON = 0.01


def settle_process() -> None:
    """For programs, first of all, in their main thread; it takes the timer and SIGALRM."""
    _open_streams()
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


def _hook(unraisable: sys.UnraisableHookArgs) -> None:
    """Raise an interrupt again that came in a finaliser or a callback: else it is printed as their error, and lost."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, _SOON)
    else:
        sys.__unraisablehook__(unraisable)
