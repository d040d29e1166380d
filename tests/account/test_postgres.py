"""The PostgreSQL that tests share comes back whole, whatever one of them did to it and however it ended."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine, text

from tests.account.postgres import OWNER, Cluster
from tests.processes import state_of

pytestmark = pytest.mark.thorough


def _kill_a_child_and_freeze(cluster: Cluster) -> None:
    """A child ends while the server is being frozen, and the server takes no notice of it any more."""
    child = cluster._processes()[-1]
    os.kill(cluster._processes()[0], signal.SIGSTOP)
    os.kill(child, signal.SIGKILL)
    while state_of(child) != "Z":
        time.sleep(0.01)
    cluster.freeze()


def _freeze_and_stop(cluster: Cluster) -> None:
    cluster.freeze()
    cluster.stop()


def _kill_the_postmaster(cluster: Cluster) -> None:
    os.kill(cluster._processes()[0], signal.SIGKILL)


HARMS: dict[str, Callable[[Cluster], None]] = {
    "frozen": Cluster.freeze,
    "frozen when a child had ended": _kill_a_child_and_freeze,
    "stopped": Cluster.stop,
    "stopped while frozen": _freeze_and_stop,
    "crashed": lambda cluster: cluster.stop(signal.SIGQUIT),
    "killed": _kill_the_postmaster,
    "nothing": lambda cluster: None,
}


@pytest.mark.parametrize("harm", HARMS)
def test_it_is_sound_again_whatever_was_done_to_it(cluster: Cluster, harm: str) -> None:
    HARMS[harm](cluster)
    cluster.sound().execute("SELECT 1", database="business")


def test_a_server_that_runs_and_does_not_answer_is_begun_anew(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.account.postgres._SILENCE", 2)
    before = cluster._processes()[0]
    cluster.freeze()
    monkeypatch.setattr(cluster, "thaw", lambda: None)
    cluster.sound().execute("SELECT 1", database="business")
    assert cluster._processes()[0] != before


def test_what_a_failed_test_holds_is_taken_from_it(cluster: Cluster) -> None:
    with ExitStack() as left:
        engine = create_engine(cluster.url("business", OWNER))
        left.callback(engine.dispose)
        connection = engine.connect()
        connection.execute(text("LOCK TABLE policies IN ACCESS EXCLUSIVE MODE"))
        cluster.sound().execute("SELECT count(*) FROM policies", database="business")
        connection.invalidate()
