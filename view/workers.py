"""Running one function over many values in several processes, results in order, memory bounded."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import pairwise, zip_longest
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

#: Values that a worker is given at once; so many times it is given some before its first result is taken.
_CHUNK, _GIVEN = 16, 2
_NONE: Any = object()
#: So many chunks may be done or under way beyond the one whose results are taken next.
_AHEAD = 128


def _begin() -> None:
    """Ctrl-C is the parent's business: it ends its workers, and they die quietly."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def workers(function: Callable[[A], B], values: Sequence[A], jobs: int, *, apart: bool = False) -> Iterator[B]:
    """`function` over `values`, in their order, on `jobs` processes that share this one's memory by fork.

    With `apart` each process takes a stretch of the values of its own, so that it can remember what neighbours have in
    common, and helps the others when it is done; the results come from all stretches by turns.
    With one job, or where the system cannot fork, everything runs in this process; so it does beside other threads
    (the development server's), because a lock that one of them holds would stay locked in the child for ever. An
    error in a worker is raised here, ChildProcessError when one was killed; whatever happens, no process outlives
    the call.
    """
    if jobs <= 1 or not _can_fork():
        yield from map(function, values)
        return
    chunk = min(_CHUNK, max(1, len(values) // (jobs * 4)))
    spans = [(first, first + chunk) for first in range(0, len(values), chunk)]
    spans = _by_turns(spans, jobs) if apart else spans
    gc.freeze()  # what is here already is no garbage of the workers: looking at it would copy its memory
    try:
        with ExitStack() as stack:
            crew = [stack.enter_context(_Beside()) for _ in range(min(jobs, len(spans)))]
            for one in crew:
                one.begin(_work, function, values)
            for results in _in_order([one.pipe for one in crew], spans, apart):
                yield from results
    finally:
        gc.unfreeze()


def _by_turns(values: Sequence[A], count: int) -> list[A]:
    """`count` stretches of the values, one value of each by turns."""
    ends = [len(values) * number // count for number in range(count + 1)]
    turns = zip_longest(*(values[first:last] for first, last in pairwise(ends)), fillvalue=_NONE)
    return [one for turn in turns for one in turn if one is not _NONE]


def _in_order(pipes: Sequence[Connection], spans: Sequence[tuple[int, int]], apart: bool) -> Iterator[list[Any]]:
    """Hand spans of values to the workers behind some pipes, and give the results of each in the order of spans.

    With `apart` a worker is given every so manieth, and those of others only where it would have to wait.
    """
    under_way = dict.fromkeys(pipes, 0)
    done: dict[int, tuple[bool, Any]] = {}
    wanted = 0
    step = len(pipes) if apart else 1
    waiting = [deque(range(first, len(spans), step)) for first in range(step)]

    def next_for(number: int) -> int | None:
        """The next span of a worker, or the first of another's that may be begun."""
        own = waiting[number % step]
        queue = own if own and own[0] < wanted + _AHEAD else min(waiting, key=lambda one: one[0] if one else len(spans))
        return queue.popleft() if queue and queue[0] < wanted + _AHEAD else None

    while wanted < len(spans):
        for number, pipe in enumerate(pipes):
            while under_way[pipe] < _GIVEN and (given := next_for(number)) is not None:
                with _lost():
                    pipe.send((given, *spans[given]))
                under_way[pipe] += 1
        ready = set(wait(pipes, 0 if wanted in done else None))
        for pipe in pipes:
            if pipe in ready:
                with _lost():
                    number, succeeded, result = pipe.recv()
                done[number] = succeeded, result
                under_way[pipe] -= 1
        if wanted in done:
            succeeded, result = done.pop(wanted)
            if not succeeded:
                raise result
            yield result
            wanted += 1


@contextmanager
def _lost() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError):
        raise ChildProcessError("a worker process was killed; if memory was short, try fewer --jobs") from None


def _work(pipe: Connection, function: Callable[[Any], Any], values: Sequence[Any]) -> None:
    """Answer spans of values with their results, or with the error that one of them gave."""
    while True:
        number, first, last = pipe.recv()
        try:
            pipe.send((number, True, [function(value) for value in values[first:last]]))
        except Exception as error:
            error.add_note(f"in a worker process:\n{traceback.format_exc()}")
            pipe.send((number, False, _sendable(error)))


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ()))
    return error


@contextmanager
def beside(function: Callable[[A], B], values: Sequence[A], jobs: int) -> Iterator[Iterator[B]]:
    """`function` over `values`, in their order, in one process beside this one that begins at once.

    For work whose results this process needs only later. It ends with the block, whether it is done or not. With one
    job, or where this process cannot fork, each result is worked out here when it is asked for.
    """
    if jobs > 1 and _can_fork():
        with _Beside() as forked:
            yield forked.run(function, values)
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
    with _Beside() as forked:
        forked.begin(_prepare, function, prepare)
        yield partial(forked.give, function)


@contextmanager
def companion(
    prepare: Callable[[], None], rehearse: Callable[[], None]
) -> Iterator[Callable[[Callable[[A], B], A], B]]:
    """Begin, while this process has one thread, a second one that calls functions for it when it has more.

    It calls `prepare`, then waits, and after its first answer calls `rehearse`, while nobody waits. Gives what has it
    call a function with a value, which must be such as can be sent, and returns the result; an error is raised here,
    where the function is called again. The function may use
    `workers`, `beside` and `prepared`, which it could not here beside other threads. All that it began ends with the
    block. Where this process cannot fork, and after the other one was killed, functions are called here.
    """
    if not _can_fork():
        yield lambda function, value: function(value)
        return
    with _Beside(leads=True) as forked:
        forked.begin(_serve, prepare, rehearse)
        yield forked.call


class _Beside:
    """One process beside this one; it is killed with the block, if it has not ended.

    One that `leads` may begin processes of its own, and is killed with them.
    """

    def __init__(self, leads: bool = False) -> None:
        self._context = multiprocessing.get_context("fork")
        self._leads = leads

    def begin(self, work: Callable[..., None], *arguments: object) -> None:
        """Fork a process for `work`, which is given its end of a pipe."""
        self.pipe, theirs = self._context.Pipe()
        ends = (theirs, self.pipe)
        target = _leading if self._leads else _quietly
        self._process = self._context.Process(target=target, args=(work, ends, *arguments), daemon=not self._leads)
        # While libraries make ready for a fork an interrupt would be told as an error of theirs, and lost.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        theirs.close()

    def run(self, function: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
        """Begin with these values; what memory holds goes with the fork."""
        self.begin(_answer, function, values)
        return self._received(function, values)

    def call(self, function: Callable[[A], B], value: A) -> B:
        """Have the process, which `_serve`s, call a function."""
        return next(self._sent((function, [value]), function, [value]))

    def give(self, function: Callable[[A], B], value: A) -> Iterator[B]:
        """Send the value that a `prepared` process waits for."""
        return self._sent([value], function, [value])

    def _sent(self, message: object, function: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
        try:
            self.pipe.send(message)
        except (pickle.PicklingError, AttributeError, TypeError, OSError):
            return map(function, values)
        return self._received(function, values)

    def _received(self, function: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
        """What comes back; from where the other process failed on, worked out here, so that an error is raised here."""
        for at in range(len(values)):
            try:
                result = self.pipe.recv()
            except (EOFError, OSError):
                result = _FAILED
            if isinstance(result, _Failed):
                yield from map(function, values[at:])
                return
            yield result

    def __enter__(self) -> _Beside:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.pid  # noqa: S101 - it was started
        try:
            if self._leads:
                os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it has just begun
            pass
        self._process.kill()
        self._process.join()
        self.pipe.close()


class _Failed:
    """Comes instead of a result."""


_FAILED = _Failed()


def _quietly(work: Callable[..., None], ends: tuple[Connection, Connection], *arguments: object) -> None:
    pipe, theirs = ends
    theirs.close()  # else this process would hold open what it listens to, and outlive the one that asks
    _begin()
    with suppress(EOFError, OSError):  # nobody waits any more
        work(pipe, *arguments)


def _leading(work: Callable[..., None], ends: tuple[Connection, Connection], *arguments: object) -> None:
    """In a group of its own, to be killed with all that it began; it writes to the terminal all the same."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    _quietly(work, ends, *arguments)


def _prepare(pipe: Connection, function: Callable[[Any], Any], prepare: Callable[[], None]) -> None:
    prepare()
    _answer(pipe, function, pipe.recv())


def _serve(pipe: Connection, prepare: Callable[[], None], rehearse: Callable[[], None]) -> None:
    """Answer until nobody asks any more; garbage is collected while nobody waits."""
    gc.disable()
    with suppress(Exception):  # whoever needs what could not be loaded meets the same error
        prepare()
    _answer(pipe, *pipe.recv())
    with suppress(Exception):
        rehearse()
    while True:
        gc.collect()
        _answer(pipe, *pipe.recv())


def _answer(pipe: Connection, function: Callable[[Any], Any], values: Sequence[Any]) -> None:
    for value in values:
        try:
            result = function(value)
        except Exception:  # the process that waits works it out itself, and meets the same error
            result = _FAILED
        pipe.send(result)
        if result is _FAILED:
            return


def _can_fork() -> bool:
    return threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
