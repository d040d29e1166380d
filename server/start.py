"""What the endpoint is told from outside, checked before anything starts: `python -m server.start` shows it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from account.checking import check_endpoint
from view.problems import ContentError
from view.settings.endpoint_settings import in_environment
from view.settings.site_settings import Loaded, read_all

#: Threads of a worker beside those that search or wait to: for health, counts, and answers that are known already.
_OTHER_THREADS = 8


@dataclass(frozen=True, slots=True)
class Start:
    """What starting needs to know."""

    root: Path
    loaded: Loaded

    @property
    def threads(self) -> int:
        """Threads of one worker: as many as requests may be inside it, so that none waits where no limit sees it."""
        limits = self.loaded.endpoint.limits
        return limits.searches + limits.waiting + _OTHER_THREADS


def read_start(environment: Mapping[str, str]) -> Start:
    """Root and settings. ContentError with everything that is wrong with either, all at once."""
    root = Path(environment.get("XINFENG_ROOT") or Path(__file__).parent.parent).resolve()
    loaded = read_all(root, environment)
    problems = [*loaded.problems, *(loaded.problem(*one) for one in check_endpoint(loaded.site, loaded.endpoint))]
    if not root.is_dir():
        problems.insert(0, in_environment("XINFENG_ROOT", f'the folder "{root}" does not exist'))
    if problems:
        raise ContentError(problems)
    return Start(root, loaded)


def start_or_exit(environment: Mapping[str, str]) -> Start:
    """The same, ending the process with one line for each problem."""
    try:
        return read_start(environment)
    except ContentError as error:
        sys.exit("\n".join(str(one) for one in error.problems))


def main() -> None:
    """Print as JSON what the server that runs the workers must know; it loads none of our code itself."""
    start = start_or_exit(os.environ)
    server = start.loaded.endpoint.server
    said = {"bind": server.bind, "workers": server.workers, "metrics": server.metrics, "threads": start.threads}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
