"""What tests of the search page ask of it: its boxes, its numbers, and the endpoint beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page

FACETS = ("country", "industry", "channel", "level", "keyword")


def total(page: Page) -> Locator:
    """The number of results that the page says."""
    return page.locator("[data-summary] b")


def option(page: Page, facet: str, code: str) -> Locator:
    """A facet's checkbox."""
    return page.locator(f'input[name="{facet}"][value="{code}"]')


def shown(page: Page, facet: str, code: str) -> Locator:
    """A facet's checkbox, once the folds around it are open."""
    box = option(page, facet, code)
    for fold in box.locator("xpath=ancestor::details").all():
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()
    return box


def choose(page: Page, facet: str, code: str) -> None:
    """Tick a box; without JavaScript the form is sent by its button."""
    shown(page, facet, code).check()
    if not scripted(page):
        page.get_by_role("button", name="应用筛选").click()


def scripted(page: Page) -> bool:
    """Whether the page's own scripts run."""
    return page.locator("html.js").count() == 1


def asked(page: Page) -> list[tuple[str, str]]:
    """The parameters of the address."""
    return parse_qsl(urlsplit(page.url).query)


def answer(page: Page, **parameters: str | float | bool) -> Any:
    """What the endpoint says in JSON."""
    found = page.request.get("/api/search", params=parameters)
    assert found.status == 200, found.text()
    return found.json()


def titles(page: Page) -> list[str]:
    """The results' titles, in order."""
    return page.locator(".results .row-title").all_inner_texts()


def mark(page: Page) -> None:
    """Leave something behind that only a new page takes away."""
    page.evaluate("window.kept = true")


def kept(page: Page) -> bool:
    """Whether this is still the page that was marked."""
    return bool(page.evaluate("window.kept === true"))
