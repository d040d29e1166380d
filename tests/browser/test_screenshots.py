"""Pictures of the five main pages for people to look at, in test-results/screenshots/."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, MakePage
from tests.browser.test_every_page import address

PICTURED = {
    "home": "/",
    "list": "/risk/",
    "bulletin": "status=corrected",
    "guide": "/guide/insure/",
    "search": "/search?q=关税&country=VN",
}


@pytest.mark.parametrize("kind", PICTURED)
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["1280", "390"])
def test_picture(make_page: MakePage, results: Path, kind: str, viewport: dict[str, int]) -> None:
    page = make_page(viewport=viewport)
    page.goto(address(page, PICTURED[kind]))
    if kind == "home":
        expect(page.locator("[data-counts-state]")).to_contain_text("登录")
    path = results / f"{kind}-{viewport['width']}.png"
    page.screenshot(path=path, full_page=True)
    assert path.stat().st_size > 10_000
