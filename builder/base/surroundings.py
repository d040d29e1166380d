"""What a command meets outside of itself: a locale that cannot name files, a disk that is full, a file in the way."""

from __future__ import annotations

import locale
import os
import sys
from contextlib import suppress

#: Set for the process that takes the place of one with another locale, so that it never does so twice.
_AGAIN = "PYTHONUTF8"


def use_utf8() -> None:
    """Begin again in UTF-8 where the locale names files otherwise: names in `content/` are the same for everybody.

    What is printed stays in the encoding of the terminal; what that has no character for is written as its number.
    """
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get(_AGAIN) != "1":
        os.environ.setdefault("PYTHONIOENCODING", locale.getpreferredencoding(False))
        os.environ[_AGAIN] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this program itself
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError):  # closed at the start, or in a test's hands
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def refusal(error: OSError) -> str:
    """What the system refused, and where."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"
