"""Builds the pages of a site without its index, to be measured beside generators that write none.

python bench/pages_only.py ROOT
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)  # not this folder: http.py would hide the library

import build
from commands import wiring


def main() -> None:
    """The command `build`, with an index writer that writes nothing."""
    wiring.SiteIndex.__call__ = lambda *_: None  # type: ignore[method-assign]
    sys.argv = ["build.py", "--root", sys.argv[1], "build", "--quiet"]
    build.main()


if __name__ == "__main__":
    main()
