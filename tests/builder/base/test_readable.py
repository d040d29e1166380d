"""Reading is opened for everybody while it lasts, and ends with the last of several threads."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from builder.base.readable import readable


def test_it_ends_with_the_last_of_several_threads(tmp_path: Path) -> None:
    inside, leave = threading.Event(), threading.Event()

    @readable()
    def stay() -> None:
        inside.set()
        leave.wait()

    other = threading.Thread(target=stay)
    other.start()
    inside.wait()
    with readable():
        pass
    (tmp_path / "during").touch()
    leave.set()
    other.join()
    (tmp_path / "after").touch()
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("during", "after")]
    assert modes == [0o644, 0o600]
    assert os.umask(0o077) == 0o077
