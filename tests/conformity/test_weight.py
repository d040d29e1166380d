"""How much a reader's line has to carry, and what the first picture on the screen waits for."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.browser.served import Served
from tests.machine import PROJECT
from tests.site_helper import Page

ASSETS = PROJECT / "assets"
KILO = 1000


def packed(data: bytes) -> int:
    """As many bytes as gzip at a server's usual strength needs."""
    return len(gzip.compress(data, 6))


#: Each script and style, and how many thousand bytes it may have on the way.
MOST = {"site.js": 10, "follow.js": 5, "qr.js": 4, "early.js": 1, "embed.js": 1, "style.css": 20}


@pytest.mark.parametrize(("name", "most"), MOST.items())
def test_scripts_and_styles_are_small(name: str, most: int) -> None:
    assert packed((ASSETS / name).read_bytes()) < most * KILO


def test_the_helper_of_other_systems_is_under_a_kilobyte_as_it_is(shipped: Served) -> None:
    assert (shipped.root / "site/embed/host.js").stat().st_size < KILO


def parts(site: Path) -> tuple[str, list[tuple[str, str]]]:
    """The home page, and the files that it loads."""
    text = (site / "index.html").read_text(encoding="utf-8")
    return text, re.findall(
        r'<(?:script|img)[^>]* src="([^"]+)"|<link rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"', text
    )


def test_the_home_page_is_light(shipped: Served) -> None:
    site = shipped.root / "site"
    text, found = parts(site)
    names = [one or other for one, other in found]
    assert len(names) == 4, "two scripts, one stylesheet, one icon; no font, no picture"
    sizes = {name: packed((site / name.lstrip("/")).read_bytes()) for name in names}
    total = packed(text.encode()) + sum(sizes.values())
    print(f"home page: {total} bytes transferred, of which HTML {packed(text.encode())}, {sizes}")
    assert total < 30 * KILO


def test_only_one_stylesheet_and_a_script_of_a_kilobyte_hold_up_the_first_picture(shipped: Served) -> None:
    for path in ("index.html", "risk/index.html", "guide/insure/index.html", "embed/guide/insure/index.html"):
        text = (shipped.root / "site" / path).read_text(encoding="utf-8")
        assert len(Page(text).rels["stylesheet"]) == 1
        blocking = [one for one in re.findall(r"<script[^>]*>", text) if "src=" in one and "defer" not in one]
        assert len(blocking) == 1
        assert "early." in blocking[0]


def test_nothing_inside_a_page_is_style_or_script(shipped: Served) -> None:
    for path in (shipped.root / "site").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)\s*=|<style|javascript:", text), path
        for kind in re.findall(r"<script(?![^>]* src=)([^>]*)>", text):
            assert 'type="application/ld+json"' in kind, path
