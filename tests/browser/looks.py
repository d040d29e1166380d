"""The ways in which a page can look."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import DESK, MakePage

#: Ways a page can look: options of the browser's context, and what the reader chose.
LOOKS: dict[str, tuple[dict[str, Any], str]] = {
    "light": ({}, ""),
    "dark": ({"color_scheme": "dark"}, ""),
    "large": ({}, "elder"),
    # At 200 % a window of 1280 pixels has room for 640.
    "zoomed": ({"viewport": {"width": DESK["width"] // 2, "height": DESK["height"] // 2}}, ""),
    "contrast": ({"contrast": "more"}, ""),
    "dark contrast": ({"contrast": "more", "color_scheme": "dark"}, ""),
}


def looked(make_page: MakePage, look: str) -> Page:
    """A page for a reader to whom pages look so."""
    options, size = LOOKS[look]
    page = make_page(**options)
    if size:
        page.goto("/404.html")
        page.evaluate("size => localStorage.setItem('xinfeng-size', size)", size)
    return page
