"""Work on a stranger's file in a process of its own, which may use so much time and memory and no more."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from editing.importing.limits import MB, MOST_MEMORY, MOST_SECONDS
from editing.importing.model import RefusedError
from view.workers import workers

A = TypeVar("A")
B = TypeVar("B")


def confined(function: Callable[[A], B], value: A) -> B:
    """What the function gives for a value. RefusedError where that took more than the limits; its own errors else."""
    try:
        (result,) = workers(partial(_limited, function, os.getpid()), [value], 2)
    except ChildProcessError:
        raise RefusedError(f"it takes more than {MOST_SECONDS} seconds to read; import it in parts") from None
    except MemoryError:
        raise RefusedError(f"it takes more than {MOST_MEMORY // MB} MB to read; import it in parts") from None
    except RecursionError:
        raise RefusedError("it is nested deeper than can be read; import it in parts") from None
    return result


def _limited(function: Callable[[A], B], parent: int, value: A) -> B:
    if os.getpid() != parent:  # where no process can be begun, the other limits must do
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_used() + MOST_MEMORY, resource.RLIM_INFINITY))
    return function(value)


def _used() -> int:
    """The addresses that this process has already, in bytes: 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no file of the disk
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
