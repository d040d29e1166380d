"""Running one function over many values in several processes, results in order, memory bounded."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

#: Values that a worker is given at once; so many times it is given some before its first result is taken.
_CHUNK, _GIVEN = 16, 2
#: So many chunks may be done or under way beyond the one whose results are taken next.
_AHEAD = 128


def _begin() -> None:
    """Ctrl-C is the parent's business: it ends its workers, and they die quietly."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def workers(function: Callable[[A], B], values: Sequence[A], jobs: int) -> Iterator[B]:
    """`function` over `values`, in their order, on `jobs` processes that share this one's memory by fork.

    With one job, or where this process cannot fork, everything runs in it. An error in a worker is raised here,
    ChildProcessError when one was killed; whatever happens, no process outlives the call.
    """
    if jobs <= 1 or not _can_fork():
        yield from map(function, values)
        return
    chunk = min(_CHUNK, max(1, len(values) // (jobs * 4)))
    spans = [(first, first + chunk) for first in range(0, len(values), chunk)]
    gc.freeze()  # what is here already is no garbage of the workers: looking at it would copy its memory
    try:
        with ExitStack() as stack:
            crew = [stack.enter_context(_Beside()) for _ in range(min(jobs, len(spans)))]
            for one in crew:
                one.begin(_work, function, values)
            for results in _in_order([one.pipe for one in crew], spans):
                yield from results
    finally:
        gc.unfreeze()


def _in_order(pipes: Sequence[Connection], spans: Sequence[tuple[int, int]]) -> Iterator[list[Any]]:
    """Hand spans of values to the workers behind some pipes, and give the results of each in the order of spans."""
    under_way = dict.fromkeys(pipes, 0)
    done: dict[int, tuple[bool, Any]] = {}
    wanted, given = 0, 0
    while wanted < len(spans):
        for pipe in pipes:
            while under_way[pipe] < _GIVEN and given < min(len(spans), wanted + _AHEAD):
                with _lost():
                    pipe.send((given, *spans[given]))
                under_way[pipe] += 1
                given += 1
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


def in_process(function: Callable[..., B], *arguments: object) -> B:
    """Call a function of a module in a new process, which begins with nothing of this one, and wait for it.

    For a server, which has threads and must not fork: the function may use `workers` and `beside`. What it raises is
    raised here; ChildProcessError when the process was killed.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    try:
        result = ours.recv()
    except EOFError:
        raise ChildProcessError(f"the process that called {function.__name__} was killed") from None
    finally:
        ours.close()
        process.join()
    if isinstance(result, _Failed):
        raise result.error
    answer: B = result
    return answer


def _call(pipe: Connection, function: Callable[..., Any], arguments: Sequence[Any]) -> None:
    try:
        result = function(*arguments)
    except Exception as error:
        error.add_note(f"in a process of its own:\n{traceback.format_exc()}")
        result = _Failed(_sendable(error))
    except KeyboardInterrupt:
        return
    pipe.send(result)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold an interrupt back until the block has ended."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # raises one that came just now
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Beside:
    """One process beside this one; it is killed with the block, if it has not ended."""

    def __init__(self) -> None:
        self._process: ForkProcess | None = None

    def begin(self, work: Callable[..., None], *arguments: object) -> None:
        """Fork a process for `work`, which is given its end of a pipe."""
        context = multiprocessing.get_context("fork")
        with _uninterrupted():  # while libraries make ready for a fork it would be told as an error of theirs, and lost
            self.pipe, theirs = context.Pipe()
            process = context.Process(target=_quietly, args=(work, (theirs, self.pipe), *arguments), daemon=True)
            process.start()
            self._process = process
            theirs.close()

    def run(self, function: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
        """Begin with these values; what memory holds goes with the fork."""
        self.begin(_answer, function, values)
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
        if self._process is None:
            return  # interrupted before it began
        with _uninterrupted():  # or it would outlive the block
            self._process.kill()
            self._process.join()
            self.pipe.close()


class _Failed:
    """Comes instead of a result."""

    def __init__(self, error: Exception) -> None:
        self.error = error


_FAILED = _Failed(RuntimeError("worked out again where it is waited for"))


def _quietly(work: Callable[..., None], ends: tuple[Connection, Connection], *arguments: object) -> None:
    pipe, theirs = ends
    theirs.close()  # else this process would hold open what it listens to, and outlive the one that asks
    _begin()
    with suppress(EOFError, OSError):  # nobody waits any more
        work(pipe, *arguments)


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
