"""Lighthouse on the main pages of the shipped site as on a phone, median of five: python bench/lighthouse.py [RUNS]."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # not this folder: http.py would hide the library

from tests.browser.served import serving, shipped_copy
from tests.install_system import browser

CLI = ROOT / "bench" / "node" / "node_modules" / "lighthouse" / "cli" / "index.js"
RUNS = 5
PAGES = {
    "home": "/",
    "list": "/risk/",
    "bulletin": "/risk/2026/11/vietnam-transshipment-tariff/",
    "guide": "/guide/insure/",
    "search": "/search?q=%E5%85%B3%E7%A8%8E",
}
#: The least that a page must reach, of 100.
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
#: Pages that search engines are told to leave alone are not scored for them.
NOT_SCORED = {("search", "seo")}
_FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage --disable-background-networking"
_KILO = 1000


@dataclass(frozen=True, slots=True)
class Score:
    """One page's medians: each category of 100, and what a reader waits for."""

    categories: dict[str, int]
    first_paint: float
    largest_paint: float
    kilobytes: float
    lost: tuple[str, ...]


def report(url: str, chrome: str) -> dict[str, Any]:
    """One run of Lighthouse; mobile is its own usual profile."""
    command = ["node", str(CLI), url, "--output=json", "--quiet", f"--chrome-flags={_FLAGS}"]
    command.append(f"--only-categories={','.join(WANTED)}")
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "CHROME_PATH": chrome}
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def middle(reports: list[dict[str, Any]]) -> Score:
    """The median of each figure; what any run lost points for."""
    audits = [one["audits"] for one in reports]

    def figure(name: str) -> float:
        return float(median(one[name]["numericValue"] for one in audits)) / _KILO

    def lost(one: dict[str, Any]) -> list[str]:
        weighted = [ref["id"] for group in one["categories"].values() for ref in group["auditRefs"] if ref["weight"]]
        return [name for name in weighted if one["audits"][name]["score"] not in (1, None)]

    return Score(
        {name: round(100 * median(one["categories"][name]["score"] for one in reports)) for name in WANTED},
        figure("first-contentful-paint"),
        figure("largest-contentful-paint"),
        figure("total-byte-weight"),
        tuple(sorted({name for one in reports for name in lost(one)})),
    )


def measure(address: str, runs: int, chrome: str) -> dict[str, Score]:
    """Every page in turn."""
    return {name: middle([report(address + path, chrome) for _ in range(runs)]) for name, path in PAGES.items()}


def short_of(name: str, score: Score) -> list[str]:
    """The categories in which a page stays below what is wanted."""
    return [
        category
        for category, least in WANTED.items()
        if score.categories[category] < least and (name, category) not in NOT_SCORED
    ]


def main() -> int:
    """Measure and print a table; 1 when a page stays below what is wanted."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    chrome = browser()
    if chrome is None:
        print("no browser: make bench installs one", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, serving(shipped_copy(Path(folder)), "--no-reload") as served:
        scores = measure(served.address, runs, chrome)
    print(f"Lighthouse, mobile profile, median of {runs}\n")
    print("| page | performance | accessibility | best practices | SEO | first paint s | largest s | kB | lost |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, score in scores.items():
        cells = ["–" if (name, one) in NOT_SCORED else str(score.categories[one]) for one in WANTED]
        figures = f"{score.first_paint:.2f} | {score.largest_paint:.2f} | {score.kilobytes:.0f}"
        print(f"| {name} | {' | '.join(cells)} | {figures} | {', '.join(score.lost)} |")
    failed = {name: short for name, score in scores.items() if (short := short_of(name, score))}
    for name, short in failed.items():
        print(f"{name}: below what is wanted in {', '.join(short)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
