"""One process beside this one: same results as without it, whatever happens to it."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from tests.machine import PATIENCE
from tests.processes import state_of
from view.problems import ContentError, Problem
from view.workers import beside, in_process, workers

FORK = multiprocessing.get_context("fork")


def process_of(_: int) -> int:
    return os.getpid()


def ends(process: int) -> bool:
    """Whether a process comes to its end."""
    end = time.monotonic() + PATIENCE
    while state_of(process) not in ("", "Z"):  # a zombie: nobody has taken notice yet
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def double(value: int) -> int:
    return 2 * value


pytestmark = [pytest.mark.thorough, pytest.mark.usefixtures("alone")]


@pytest.fixture
def another_thread() -> Iterator[Callable[[], None]]:
    """Begins a thread that lasts to the end of the test."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    yield thread.start
    end.set()
    if thread.is_alive():
        thread.join()


def test_it_works_in_another_process_and_in_order() -> None:
    with beside(lambda value: (value, os.getpid()), [1, 2, 3], 2) as results:
        found = list(results)
    assert [value for value, _ in found] == [1, 2, 3]
    assert {process for _, process in found}.isdisjoint({os.getpid()})


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 5, 64, 1000])
def test_workers_lose_nothing(jobs: int, count: int) -> None:
    assert list(workers(double, range(count), jobs)) == [2 * value for value in range(count)]


def test_workers_wait_for_one_who_takes_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("view.workers._AHEAD", 1)
    made = tmp_path / "made"

    def note(value: int) -> int:
        with made.open("a") as file:
            file.write(".")
        return value

    results = workers(note, range(100), 2)
    assert next(results) == 0
    end = time.monotonic() + PATIENCE
    while made.stat().st_size < 12:
        assert time.monotonic() < end
        time.sleep(0.01)
    time.sleep(0.3)
    assert made.stat().st_size == 12  # one chunk of a quarter of a worker's share
    assert list(results) == list(range(1, 100))


def test_workers_give_results_in_order_and_errors_in_their_place() -> None:
    def slow_at_first(value: int) -> int:
        time.sleep(0.3 if value == 0 else 0)
        if value in (30, 70):
            raise ValueError(value)
        return -value

    results = workers(slow_at_first, range(100), 2)
    assert [next(results) for _ in range(24)] == [-value for value in range(24)]  # two whole chunks
    with pytest.raises(ValueError, match="30") as raised:
        next(results)
    assert "slow_at_first" in "".join(raised.value.__notes__)


def test_a_killed_worker_is_an_error_and_not_waited_for() -> None:
    here = os.getpid()

    def die(value: int) -> int:
        if value == 40 and os.getpid() != here:
            os.kill(os.getpid(), 9)
        return value

    with pytest.raises(ChildProcessError, match="a worker process was killed"):
        list(workers(die, range(100), 2))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_an_error_that_cannot_be_sent_is_told() -> None:
    class OddError(Exception):
        pass

    def odd(value: int) -> int:
        raise OddError(value)

    with pytest.raises(RuntimeError, match="OddError: 0"):
        list(workers(odd, range(100), 2))


def test_with_one_job_it_works_here_when_it_is_asked_for(tmp_path: Path) -> None:
    with beside(lambda name: (tmp_path / name).write_text(name), ["a", "b"], 1) as results:
        next(results)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a"]


def test_it_ends_with_the_block_though_it_is_not_done() -> None:
    with beside(lambda _: threading.Event().wait(60), [1], 2):
        pass
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_an_error_is_met_here() -> None:
    here = os.getpid()

    def fail_beside(value: int) -> tuple[int, bool]:
        if os.getpid() != here and value == 2:
            raise ValueError
        return value, os.getpid() == here

    with beside(fail_beside, [1, 2, 3], 2) as results:
        assert list(results) == [(1, False), (2, True), (3, True)]
    with beside(lambda value: 1 // value, [0], 2) as quotients, pytest.raises(ZeroDivisionError):
        next(quotients)


def test_what_a_killed_process_owes_is_worked_out_here() -> None:
    here = os.getpid()

    def die_beside(value: int) -> int:
        if os.getpid() != here:
            os._exit(1)
        return value

    with beside(die_beside, [1, 2], 2) as results:
        assert list(results) == [1, 2]


def test_a_process_beside_does_not_outlive_one_that_was_killed() -> None:
    script = """
import multiprocessing, time
from view.workers import workers
results = workers(abs, range(10_000_000), 2)
next(results)
print(multiprocessing.active_children()[0].pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        waits = int(asking.stdout.readline())
        os.kill(waits, 0)
        asking.kill()
    assert ends(waits)


def test_beside_other_threads_all_is_worked_out_here(another_thread: Callable[[], None]) -> None:
    another_thread()
    with beside(process_of, [1], 2) as results:
        assert list(results) == [os.getpid()]
    assert list(workers(process_of, [1], 2)) == [os.getpid()]


def several(count: int) -> list[int]:
    """What the workers of the process it is called in are."""
    return list(workers(process_of, range(count), 2))


def fail(value: int) -> None:
    raise ValueError(value)


def test_a_process_of_its_own_may_fork_beside_threads(another_thread: Callable[[], None]) -> None:
    another_thread()
    there = in_process(process_of, 1)
    assert there != os.getpid()
    assert os.getpid() not in in_process(several, 4)
    with pytest.raises(ValueError, match="7") as raised:
        in_process(fail, 7)
    assert "in fail" in "".join(raised.value.__notes__)


def test_a_process_of_its_own_that_was_killed_is_an_error() -> None:
    with pytest.raises(ChildProcessError, match="_exit"):
        in_process(os._exit, 1)


@pytest.mark.parametrize("begun", ["beside(abs, [-1], 2)", "closing(workers(abs, range(99), 2))"])
def test_an_interrupt_during_a_fork_is_neither_lost_nor_told_as_an_error(begun: str) -> None:
    script = f"""
import os, signal
from contextlib import closing
from tests.machine import PATIENCE
from tests.processes import state_of
from view.workers import beside, workers

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass

os.register_at_fork(before=interrupt)
try:
    with {begun} as found:
        print("lost", next(found))
except KeyboardInterrupt:
    print("interrupted")
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("interrupted\n", "")


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_workers_give_results_in_order(jobs: int) -> None:
    add = 1
    assert list(workers(lambda value: value + add, range(100), jobs)) == list(range(1, 101))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_a_worker_is_raised_here_as_it_was(jobs: int) -> None:
    problem = Problem("a.md", 1, 2, "title", "missing")

    def fail(value: int) -> int:
        if value == 30:
            raise ContentError([problem])
        return value

    with pytest.raises(ContentError) as raised:
        list(workers(fail, range(60), jobs))
    assert raised.value.problems == [problem]


@pytest.mark.usefixtures("alone")
def test_workers_that_nobody_waits_for_are_ended() -> None:
    results = workers(lambda value: os.getpid(), range(1000), 2)
    pids = {next(results) for _ in range(20)}
    assert isinstance(results, Generator)
    results.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
