"""Running one function over many values in several processes, results in order, memory bounded."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
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
    job, or where this process cannot fork, each result is worked out here when it is asked for; a `companion` does it
    all the same if it can be told the function.
    """
    if jobs > 1 and _can_fork():
        with Companion() as forked:
            yield forked.run(function, values)
    elif jobs > 1 and _companion:
        yield _companion.ask(function, values)
    else:
        yield map(function, values)


@contextmanager
def prepared(
    function: Callable[[A], B], prepare: Callable[[], None], jobs: int
) -> Iterator[Callable[[A], Iterator[B]]]:
    """A process beside this one that calls `prepare` at once, and `function` when it is given a value.

    Gives what takes the value and returns an iterator whose one result can be waited for. Everything else is as with
    `beside`; where all is worked out here nothing needs to be prepared.
    """
    if jobs <= 1 or not _can_fork():
        yield lambda value: map(function, [value])
        return
    with Companion() as forked:
        forked.begin(_prepare, function, prepare)
        yield partial(forked.give, function)


@contextmanager
def companion() -> Iterator[None]:
    """Begin, while this process has one thread, a second one that works `beside` it when it has more."""
    global _companion
    if not _can_fork():
        yield
        return
    with Companion() as _companion:
        _companion.begin(_serve)
        try:
            yield
        finally:
            _companion = None


class Companion:
    """One process beside this one; it is killed with the block, if it has not ended."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("fork")
        self._asked = 0

    def begin(self, work: Callable[..., None], *arguments: object) -> None:
        """Fork a process for `work`, which is given its end of a pipe."""
        self._pipe, theirs = self._context.Pipe()
        ends = (theirs, self._pipe)
        self._process = self._context.Process(target=_quietly, args=(work, ends, *arguments), daemon=True)
        self._process.start()
        theirs.close()

    def run(self, function: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
        """Begin with these values; what memory holds goes with the fork."""
        self.begin(_answer, 0, function, values)
        return self._received(0, function, values)

    def ask(self, function: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
        """Send the values to the running process, or work them out here where function or values cannot be sent."""
        self._asked += 1
        return self._sent((self._asked, function, values), self._asked, function, values)

    def give(self, function: Callable[[A], B], value: A) -> Iterator[B]:
        """Send the value that a `prepared` process waits for."""
        return self._sent([value], 0, function, [value])

    def _sent(self, message: object, number: int, function: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
        try:
            self._pipe.send(message)
        except (pickle.PicklingError, AttributeError, TypeError, OSError):
            return map(function, values)
        return self._received(number, function, values)

    def _received(self, number: int, function: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
        """What comes back; from where the other process failed on, worked out here, so that an error is raised here."""
        for at in range(len(values)):
            try:
                asked, result = self._pipe.recv()
                while asked != number:  # nobody waited for the rest of an earlier question
                    asked, result = self._pipe.recv()
            except (EOFError, OSError):
                asked, result = number, _FAILED
            if isinstance(result, _Failed):
                yield from map(function, values[at:])
                return
            yield result

    def __enter__(self) -> Companion:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


class _Failed:
    """Comes instead of a result."""


_FAILED = _Failed()
_companion: Companion | None = None


def _quietly(work: Callable[..., None], ends: tuple[Connection, Connection], *arguments: object) -> None:
    pipe, theirs = ends
    theirs.close()  # else this process would hold open what it listens to, and outlive the one that asks
    _begin()
    with suppress(EOFError, OSError):  # nobody waits any more
        work(pipe, *arguments)


def _prepare(pipe: Connection, function: Callable[[Any], Any], prepare: Callable[[], None]) -> None:
    prepare()
    _answer(pipe, 0, function, pipe.recv())


def _serve(pipe: Connection) -> None:
    while True:
        _answer(pipe, *pipe.recv())


def _answer(pipe: Connection, number: int, function: Callable[[Any], Any], values: Sequence[Any]) -> None:
    for value in values:
        try:
            result = function(value)
        except Exception:  # the process that waits works it out itself, and meets the same error
            result = _FAILED
        pipe.send((number, result))
        if result is _FAILED:
            return


def _can_fork() -> bool:
    return threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
