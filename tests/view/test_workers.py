"""One process beside this one: same results as without it, whatever happens to it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from view.workers import beside, companion, workers


def process_of(_: int) -> int:
    return os.getpid()


def double(value: int) -> int:
    return 2 * value


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


@pytest.mark.parametrize("waiting", ["companion()", "prepared(print, int, 2)"])
def test_a_process_that_waits_does_not_outlive_one_that_was_killed(waiting: str) -> None:
    script = f"""
import multiprocessing, time
from view.workers import companion, prepared
with {waiting}:
    print(multiprocessing.active_children()[0].pid, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        waits = int(asking.stdout.readline())
        os.kill(waits, 0)
        asking.kill()
    end = time.monotonic() + 10
    while time.monotonic() < end and Path(f"/proc/{waits}/stat").is_file():
        if Path(f"/proc/{waits}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            break  # it has ended, and nobody has taken notice yet
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{waits}").exists()


def test_beside_other_threads_all_is_worked_out_here(another_thread: Callable[[], None]) -> None:
    another_thread()
    with beside(process_of, [1], 2) as results:
        assert list(results) == [os.getpid()]
    assert list(workers(process_of, [1], 2)) == [os.getpid()]


def test_a_companion_works_beside_threads(another_thread: Callable[[], None]) -> None:
    with companion():
        another_thread()
        with beside(process_of, [1, 2], 2) as results:
            assert next(results) != os.getpid()  # nobody asks for the second
        with beside(double, [3, 4], 2) as results:
            assert list(results) == [6, 8]
        with beside(lambda value: value, [5], 2) as results:  # cannot be sent
            assert list(results) == [5]


def test_a_companion_that_was_killed_is_not_missed(another_thread: Callable[[], None]) -> None:
    with companion():
        another_thread()
        with beside(process_of, [1], 2) as results:
            os.kill(next(results), 9)
        with beside(double, [3, 4], 2) as results:
            assert list(results) == [6, 8]
