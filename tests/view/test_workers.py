"""One process beside this one: same results as without it, whatever happens to it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from view.workers import beside, companion, workers


def process_of(_: int) -> int:
    return os.getpid()


def ends(process: int) -> bool:
    """Whether a process comes to its end."""
    place = Path(f"/proc/{process}/stat")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            if place.read_text().rpartition(")")[2].split()[0] == "Z":
                return True  # nobody has taken notice yet
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def nothing() -> None:
    """Prepares nothing."""


def double(value: int) -> int:
    return 2 * value


@pytest.fixture(autouse=True)
def alone() -> None:
    """No thread but this one: what asks databases keeps threads that end when it is collected, perhaps not yet."""
    gc.collect()
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(10)
    assert threading.active_count() == 1


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
def test_workers_apart_lose_nothing(jobs: int, count: int) -> None:
    assert sorted(workers(double, range(count), jobs, apart=True)) == [2 * value for value in range(count)]


def test_workers_apart_take_a_stretch_each() -> None:
    def doing(value: int) -> tuple[int, int]:
        time.sleep(0.002)
        return value, os.getpid()

    found = dict(workers(doing, range(400), 2, apart=True))
    shares = [[found[value] for value in stretch] for stretch in (range(200), range(200, 400))]
    assert all(max(map(share.count, found.values())) > 120 for share in shares)
    assert len(set(found.values())) == 2


def test_workers_apart_help_one_that_takes_long() -> None:
    def slow(value: int) -> tuple[int, int]:
        time.sleep(0.01 if value < 320 else 0)
        return value, os.getpid()

    found = list(workers(slow, range(640), 2, apart=True))
    assert sorted(value for value, _ in found) == list(range(640))
    assert len({process for value, process in found if value < 320}) == 2


def test_workers_wait_for_one_who_takes_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("view.workers._AHEAD", 1)
    made = tmp_path / "made"

    def note(value: int) -> int:
        with made.open("a") as file:
            file.write(".")
        return value

    results = workers(note, range(100), 2)
    assert next(results) == 0
    time.sleep(0.5)
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


@pytest.mark.parametrize("waiting", ["companion(int, int)", "prepared(int, int, 2)"])
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


def test_a_companion_works_beside_threads_and_may_fork(another_thread: Callable[[], None]) -> None:
    with companion(nothing, nothing) as call:
        another_thread()
        there = call(process_of, 1)
        assert there != os.getpid()
        assert not {there, os.getpid()} & set(call(several, 4))
        assert call(lambda value: value, 5) == 5  # cannot be sent
        with pytest.raises(ValueError, match="7"):
            call(fail, 7)
        assert call(process_of, 1) == there


def test_a_companion_that_was_killed_is_not_missed(another_thread: Callable[[], None]) -> None:
    with companion(nothing, nothing) as call:
        another_thread()
        os.kill(call(process_of, 1), 9)
        assert call(double, 3) == 6
        assert call(process_of, 1) == os.getpid()


def test_a_companion_that_cannot_prepare_works(another_thread: Callable[[], None]) -> None:
    with companion(partial(fail, 1), partial(fail, 2)) as call:
        assert call(process_of, 1) == call(process_of, 2) != os.getpid()


def test_an_interrupt_during_a_fork_is_neither_lost_nor_told_as_an_error() -> None:
    script = """
import os, signal, threading
from view.workers import beside

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass

os.register_at_fork(before=interrupt)
try:
    with beside(abs, [-1], 2) as found:
        print("lost", next(found))
except KeyboardInterrupt:
    print("interrupted")
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=False)
    assert (ended.stdout, ended.stderr) == ("interrupted\n", "")


def test_a_companion_rehearses_after_its_first_answer(tmp_path: Path) -> None:
    told = tmp_path / "told"

    def tell(more: str) -> None:
        with told.open("a") as file:
            file.write(more)

    with companion(partial(tell, "prepared"), partial(tell, " and done")) as call:
        assert call(Path.read_text, told) == "prepared"
        assert call(Path.read_text, told) == "prepared and done"


def rest(here: int) -> int:
    """Begin a process that would stay, say which it is, and take long; but not in the process `here`."""
    if os.getpid() == here:
        return 0
    with beside(time.sleep, [60], 2):
        Path(os.environ["XINFENG_TEST_PIDS"]).write_text(str(multiprocessing.active_children()[0].pid))
        time.sleep(60)
    return 0


def test_what_a_companion_began_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, another_thread: Callable[[], None]
) -> None:
    told = tmp_path / "pids"
    monkeypatch.setenv("XINFENG_TEST_PIDS", str(told))
    with companion(nothing, nothing) as call:
        asking = threading.Thread(target=call, args=(rest, os.getpid()))
        asking.start()
        while not (told.is_file() and told.read_text()):
            time.sleep(0.02)
        began = int(told.read_text())
        os.kill(began, 0)
    asking.join(10)
    assert not asking.is_alive()
    assert ends(began)
