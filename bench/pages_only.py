"""Builds the pages of a site without its index, to be measured beside generators that write none.

python bench/pages_only.py ROOT
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)  # not this folder: http.py would hide the library

from builder.progress import Progress
from builder.releasing import Options
from builder.site import build


def main() -> None:
    """Build with an index writer that writes nothing."""
    build(Path(sys.argv[1]), Options(), lambda *_: None, Progress())


if __name__ == "__main__":
    main()
