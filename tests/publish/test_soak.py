"""Thousands of switched generations and a long stream of searches: memory and file descriptors stay where they were.

`XINFENG_SWITCHES=3000 pytest -s tests/publish/test_soak.py` is the long form; it prints the figures.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
from pathlib import Path

import pytest
from werkzeug.test import Client

from server.production import make_application
from server.start import read_start
from tests.site_helper import Site

pytestmark = pytest.mark.thorough

SWITCHES = int(os.environ.get("XINFENG_SWITCHES", "30"))
#: Switches before memory is looked at: until then caches fill and the allocator takes its arenas.
WARM = 100
#: Searches after each switch.
SEARCHES = 4
#: Growth that is noise: caches that fill, arenas that Python keeps.
ALLOWED_KB = 6 * 1024


def resident_kb() -> int:
    """Memory of this process that nobody else has."""
    gc.collect()
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Private_Dirty:"):
            return int(line.split()[1])
    raise RuntimeError("no Private_Dirty")


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_memory_and_descriptors_stay_flat(tmp_path: Path) -> None:
    site = Site(tmp_path / "root").small()
    names: list[str] = []
    kept = tmp_path / "kept"  # a build keeps the live one alone
    for text in ("一", "二"):
        for number in range(20):
            site.bulletin(f"2026/10/b{number:02d}", f"关税 {text} {number}。" * 20, date="2026-10-02", countries=["VN"])
        names.append(site.build(index=True).generation)
        shutil.copytree(site.root / "var" / "index" / names[-1], kept / names[-1], copy_function=os.link)
    client = Client(make_application(read_start({"XINFENG_ROOT": str(site.root)})))
    pointer = site.root / "site" / "generation.json"
    indexes = site.root / "var" / "index"

    def switch(number: int) -> None:
        """Point at a generation that was never seen: a copy under a new name, as a release brings one."""
        name = f"g{number}"
        shutil.copytree(kept / names[number % 2], indexes / name, copy_function=os.link)
        beside = pointer.with_name("beside")
        beside.write_text(json.dumps({"generation": name}))
        beside.replace(pointer)
        for one in range(SEARCHES):
            answer = client.get(
                f"/api/search?q=关税&page=1&country=VN&since=2020-01-{(number * SEARCHES + one) % 28 + 1:02d}"
            )
            assert (answer.status_code, answer.json["generation"] if answer.json else "") == (200, name)
            answer.close()
        shutil.rmtree(indexes / name)

    for number in range(max(WARM, SWITCHES // 3)):
        switch(number)  # until caches are full
    before = resident_kb(), descriptors()
    for number in range(SWITCHES):
        switch(number)
    after = resident_kb(), descriptors()
    print(
        f"{SWITCHES} switches, {SWITCHES * SEARCHES} searches: {before[0]} → {after[0]} kB, "
        f"{before[1]} → {after[1]} descriptors"
    )
    assert after[1] <= before[1] + 2
    assert after[0] - before[0] < ALLOWED_KB
