"""Runs every bench that needs nothing but itself, at small sizes: `make bench`. Others are named with their call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
#: Bench and arguments that end in a few minutes; a bench that is not there is passed over.
SMALL = (("build.py", "1000"), ("search.py", "10000"), ("judged.py",), ("http.py",), ("counts.py",), ("lighthouse.py",))
#: Those that need something from elsewhere.
GIVEN = (
    "bench/engines.py (needs Java and Maven)",
    "bench/serve.py (needs nginx and wrk)",
    "bench/retrieval.py DIR",
    "bench/import_markdown.py SOURCE SITE",
)


def main() -> int:
    """Run them one after another; the first exit code that is not 0 wins."""
    code = 0
    for name, *arguments in SMALL:
        if (HERE / name).is_file():
            print(f"\n## bench/{name} {' '.join(arguments)}\n", flush=True)
            code = subprocess.run([sys.executable, str(HERE / name), *arguments], check=False).returncode or code
    print("\nLarger sizes: bench/build.py 10000 100000. With more of your own:", "; ".join(GIVEN))
    return code


if __name__ == "__main__":
    sys.exit(main())
