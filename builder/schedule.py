"""Waits for the moment at which a site's dates change it: a bulletin appears, expires, is withdrawn or unpinned."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from builder.base.paths import SitePaths
from builder.planning.state import due_in

#: Seconds between looks at whether another build of the site has changed what is due.
LOOK_SECONDS = 20.0
#: Seconds until a build that failed is tried again.
RETRY_SECONDS = 60.0


def _now() -> datetime:
    return datetime.now(UTC)


def wait_until_due(
    root: Path, sleep: Callable[[float], None] = time.sleep, now: Callable[[], datetime] = _now
) -> datetime | None:
    """Return when the live site of `root`, whichever process built it, is due to change; which moment that is.

    None when nothing says what was built last: then it is time to build.
    """
    while True:
        try:
            due = due_in(SitePaths(root).state)
        except ValueError:
            return None
        left = (due - now()).total_seconds() if due else LOOK_SECONDS
        if left <= 0:
            return due
        sleep(min(left, LOOK_SECONDS))
