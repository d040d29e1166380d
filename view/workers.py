"""Running one function over many values in several processes, results in order, memory bounded."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

#: What the pool that is being started works on: inherited by fork, so that neither closures nor values are pickled.
_task: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
_CHUNK = 16


def _begin() -> None:
    """Ctrl-C is the parent's business: it ends its workers, and they die quietly."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run(index: int) -> Any:
    assert _task is not None  # noqa: S101 - set before the pool forks
    function, values = _task
    return function(values[index])


def workers(function: Callable[[A], B], values: Sequence[A], jobs: int) -> Iterator[B]:
    """`function` over `values`, in their order, on `jobs` processes that share this one's memory by fork.

    With one job, or where the system cannot fork, everything runs in this process; so it does beside other threads
    (the development server's), because a lock that one of them holds would stay locked in the child for ever. An
    error in a worker is raised here; whatever happens, no process outlives the call.
    """
    global _task
    if jobs <= 1 or not _can_fork():
        yield from map(function, values)
        return
    _task = (function, values)
    gc.freeze()  # what is here already is no garbage of the workers: looking at it would copy its memory
    context = multiprocessing.get_context("fork")
    pool = context.Pool(jobs, initializer=_begin)
    try:
        yield from pool.imap(_run, range(len(values)), chunksize=min(_CHUNK, max(1, len(values) // (jobs * 4))))
        pool.close()
    finally:
        pool.terminate()
        pool.join()
        gc.unfreeze()
        _task = None


@contextmanager
def beside(function: Callable[[A], B], values: Sequence[A], jobs: int) -> Iterator[Iterator[B]]:
    """`function` over `values`, in their order, in one process beside this one that begins at once.

    For work whose results this process needs only later. It ends with the block, whether it is done or not. With one
    job, or where this process cannot fork, each result is worked out here when it is asked for.
    """
    if jobs <= 1 or not _can_fork():
        yield map(function, values)
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(function, values, sender), daemon=True)
    process.start()
    sender.close()
    try:
        yield _received(receiver, function, values)
    finally:
        process.kill()
        process.join()
        receiver.close()


def _send(function: Callable[[A], B], values: Sequence[A], sender: Connection) -> None:
    _begin()
    with suppress(Exception):  # the process that waits works it out itself, and meets the same error
        for value in values:
            sender.send(function(value))


def _received(receiver: Connection, function: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
    """What the other process sends; from where it failed on, worked out here, so that an error is raised here."""
    for at in range(len(values)):
        try:
            result: B = receiver.recv()
        except (EOFError, OSError):
            yield from map(function, values[at:])
            return
        yield result


def _can_fork() -> bool:
    return threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
