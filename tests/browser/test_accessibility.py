"""Every kind of page, in every way it can look, against axe-core: WCAG 2.2 A, AA and contrast, best practices."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page

from tests.browser.axe import AXE, RUN, TAGS
from tests.browser.conftest import PHONE, MakePage, Watch
from tests.browser.looks import LOOKS, looked
from tests.browser.pages import PAGES, REFUSED, SIGNED_IN, address


def violations(page: Page) -> list[str]:
    """What axe-core finds on a page; it comes in beside the page's own policy, which allows no such script."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN, TAGS)
    return [f"{page.url}: {rule} ({text}): {json.dumps(nodes, ensure_ascii=False)}" for rule, text, nodes in found]


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_breaks_a_rule(make_page: MakePage, watches: list[Watch], look: str) -> None:
    page = looked(make_page, look)
    watches[0].failing = re.compile(r"/(api/counts|risk/none/|account/none|search\?.*)$")
    found: list[str] = []
    for named in (*PAGES.values(), *REFUSED):
        page.goto(address(page, named))
        found += violations(page)
    page.request.post("/sign-in", form={"enterprise": "demo-a"})
    for path in SIGNED_IN:
        page.goto(path)
        if path == "/":
            page.locator(".enterprise").wait_for()
        found += violations(page)
    assert found == []


@pytest.mark.parametrize("look", ["light", "dark", "large"])
def test_what_opens_on_a_page_breaks_no_rule(make_page: MakePage, look: str) -> None:
    page = looked(make_page, look)
    page.goto("/")
    page.locator("#find-q").press_sequentially("越南")
    page.locator("#find-q-list li").first.wait_for()
    page.keyboard.press("ArrowDown")
    found = violations(page)
    page.goto("/risk/")
    page.locator("summary").evaluate_all("all => all.forEach(one => { one.parentNode.open = true; })")
    page.locator("[data-subscribe]").click()
    found += violations(page)
    page.get_by_role("button", name="关注 全部风险信息").click()
    page.goto("/")
    page.locator(".followed-state", has_text=re.compile("没有新增|从现在起关注")).wait_for()  # as soon as one is gone
    found += violations(page)
    page.goto("/search?q=关税&country=VN")
    page.locator("summary").evaluate_all("all => all.forEach(one => { one.parentNode.open = true; })")
    page.locator("[data-subscribe]").click()
    found += violations(page)
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.reload()
    page.locator("[data-open-filters]").click()
    page.locator("#facet-level summary").click()
    page.locator("#facet-level input").first.check()
    page.locator(".go-bar").wait_for()
    found += violations(page)
    assert found == []


def test_the_checker_finds_what_is_wrong(page: Page) -> None:
    page.goto("/404.html")
    page.evaluate("document.querySelector('h1').outerHTML = '<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\">'")
    assert any("image-alt" in one for one in violations(page))
