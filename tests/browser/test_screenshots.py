"""Pictures for people to look at, in test-results/screenshots/.

`make test` takes the main pages; `XINFENG_PICTURES=all pytest tests/browser/test_screenshots.py` takes every kind of
page at three widths in every look, on paper and in PhantomJS.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser import phantom
from tests.browser.conftest import MakePage, Watch
from tests.browser.looks import looked
from tests.browser.pages import PAGES, address
from tests.browser.served import Served

ALL = os.environ.get("XINFENG_PICTURES") == "all"
WIDTHS = (1280, 768, 390) if ALL else (1280, 390)
LOOKS = ("light", "dark", "large", "print") if ALL else ("light",)
MAIN = ("home", "newest bulletins", "corrected bulletin", "guide", "results")
PICTURED = {
    **{kind: PAGES[kind] for kind in (PAGES if ALL else MAIN)},
    **(
        {"missing": "/risk/none/", "bad search": "/search?level=x&since=y", "nothing": "/search?q=zzzzqqqq"}
        if ALL
        else {}
    ),
}
SIGNED_IN = {"home signed in": "/", "account": "/account", "items": "/account/policies"}
WITHOUT_ITEMS = {"home at zero": "/", "account at zero": "/account", "no items": "/account/policies"}


def picture(page: Page, kind: str, path: str, look: str, results: Path) -> None:
    """A picture of a page at each width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        if look == "print":
            page.emulate_media(media="print")
        if path == "/":
            expect(page.locator("[data-counts-state]")).not_to_have_text("查看我的业务")
        file = results / f"{kind.replace(' ', '-')}-{width}-{look}.png"
        page.screenshot(path=file, full_page=True)
        assert file.stat().st_size > 5_000


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", PICTURED)
def test_picture(make_page: MakePage, watches: list[Watch], results: Path, kind: str, look: str) -> None:
    page = looked(make_page, "light" if look == "print" else look)
    watches[0].failing = re.compile(r"/(api/counts|risk/none/|search\?level=.*)$")
    picture(page, kind, address(page, PICTURED[kind]), look, results)


def suggest(page: Page) -> None:
    """Type until something is suggested."""
    page.locator("#find-q").fill("越南")
    page.get_by_role("option").first.wait_for()


if ALL:

    @pytest.mark.parametrize("look", LOOKS)
    def test_picture_of_a_company(make_page: MakePage, watches: list[Watch], results: Path, look: str) -> None:
        page = looked(make_page, "light" if look == "print" else look)
        for company, places in {"demo-a": SIGNED_IN, "demo-b": WITHOUT_ITEMS}.items():
            page.request.post("/sign-in", form={"enterprise": company})
            for kind, path in places.items():
                picture(page, kind, path, look, results)

    @pytest.mark.parametrize("look", LOOKS)
    def test_picture_of_a_state(make_page: MakePage, watches: list[Watch], results: Path, look: str) -> None:
        """Counts that do not come, a search that is awaited, one that is not available, suggestions, a copied link."""
        page = looked(make_page, "light" if look == "print" else look)
        watches[0].failing = re.compile(r"/(api/counts|503\.html)$")
        page.goto("/404.html")
        page.evaluate("document.cookie = 'xf_signed_in=1'")
        page.route("**/api/counts", lambda route: route.abort())
        picture(page, "home without counts", "/", look, results)
        picture(page, "search unavailable", "/503.html", look, results)
        picture(page, "moved", "/old/risk-001/", look, results)

        def take(kind: str, path: str, prepare: Callable[[], object]) -> None:
            for width in WIDTHS:
                page.emulate_media(media="screen")
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(path)
                prepare()
                if look == "print":
                    page.emulate_media(media="print")
                page.screenshot(path=results / f"{kind}-{width}-{look}.png")

        take("awaiting", "/search?q=关税", lambda: page.evaluate("search.setAttribute('aria-busy', 'true')"))
        take("suggestions", "/", lambda: suggest(page))

    def test_picture_in_phantomjs(page: Page, shipped: Served, results: Path) -> None:
        # Its command line holds no Chinese.
        places = [[kind.replace(" ", "-"), quote(address(page, path), "/?&=%")] for kind, path in PICTURED.items()]
        phantom.run("phantom_pictures.js", shipped.address, str(results), json.dumps(places), json.dumps(WIDTHS))
        assert len(list(results.glob("*-phantomjs.png"))) == len(places) * len(WIDTHS)
