"""A site that has something of everything that is hosted, of any size."""

from __future__ import annotations

import os
from pathlib import Path

from bench.corpus import write_site
from tests.site_helper import Site

#: Further bulletins, made as the benches make them.
BULLETINS = int(os.environ.get("XINFENG_BULLETINS", "0"))


def make_site(root: Path) -> Site:
    """Bulletins of two countries, an old address, a guide with a face for frames."""
    site = Site(root)
    if BULLETINS:
        write_site(root, BULLETINS)
    else:
        site.small()
    site.settings('base_url = "https://risk.example"\nhsts_seconds = 600\n')
    for number in range(30):
        country = ("VN", "JP")[number % 2]
        site.bulletin(f"2026/10/b{number:02d}", f"关税 正文 {number}。" * 20, date="2026-10-02", countries=[country])
    site.bulletin("2026/11/new", "关税。", aliases=["/old/一/"], industries=["steel"]).guide(
        "a", aliases=["/old/guide/"]
    )
    site.bulletin("2026/10/att", "[表](表 一.csv) [声明](NOTICE) ![图](p.svg)", date="2026-10-03")
    site.file("content/risk/2026/10/表 一.csv", "a,b").file("content/risk/2026/10/NOTICE", "x")
    site.file("content/risk/2026/10/p.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    site.build(index=True, jobs=2)
    return site
